// Stands for a service of the shop: health, metrics under the kit's names, and an answer that says which version gave it.
import { createServer } from "node:http";

const { PORT = "8080", VERSION = "1", ERRORS = "0" } = process.env;
const counts = { 200: 0, 500: 0, 503: 0 };
const seconds = 0.001;
const startedAt = Date.now() / 1000 - process.uptime();

function metrics() {
  const labels = (status) => `http_request_method="GET",http_route="/",http_response_status_code="${status}"`;
  const series = Object.entries(counts).flatMap(([status, count]) => [
    ...["0.1", "0.5", "+Inf"].map((le) => `d_bucket{${labels(status)},le="${le}"} ${count}`),
    `d_sum{${labels(status)}} ${count * seconds}`,
    `d_count{${labels(status)}} ${count}`,
  ]);
  return `${series.map((line) => line.replace(/^d_/, "http_server_request_duration_seconds_")).join("\n")}\nprocess_start_time_seconds ${startedAt}\n`;
}

const server = createServer((request, response) => {
  if (request.url === "/metrics") return response.end(metrics());
  if (request.url === "/livez" || request.url === "/readyz") return response.end("ok");
  const status = request.url === "/unavailable" ? 503 : Math.random() < Number(ERRORS) ? 500 : 200;
  counts[status] += 1;
  response.writeHead(status, { "x-version": VERSION }).end(VERSION);
});
// Longer than a proxy keeps a connection that nobody uses.
server.keepAliveTimeout = 3_600_000;
server.listen(Number(PORT));
process.once("SIGTERM", () => server.close(() => process.exit(0)));
