"""Statements: what an account did last month."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Statements(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"ok\n" if self.path == "/healthz" else b"no movements\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", 8000), Statements).serve_forever()
