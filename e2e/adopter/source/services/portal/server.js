// Portal: the page on which customers see their account.
import { createServer } from "node:http";

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const counts = bounds.map(() => 0);
const started = Math.floor(Date.now() / 1000);
let count = 0;
let sum = 0;

function observe(seconds) {
  for (const [index, bound] of bounds.entries()) if (seconds <= bound) counts[index] += 1;
  count += 1;
  sum += seconds;
}

function metrics() {
  const name = "http_server_request_duration_seconds";
  const code = 'http_response_status_code="200"';
  const buckets = bounds.map((bound, index) => `${name}_bucket{${code},le="${bound}"} ${counts[index]}`);
  return [
    `process_start_time_seconds ${started}`,
    `# TYPE ${name} histogram`,
    ...buckets,
    `${name}_bucket{${code},le="+Inf"} ${count}`,
    `${name}_sum{${code}} ${sum}`,
    `${name}_count{${code}} ${count}`,
    "",
  ].join("\n");
}

const server = createServer((request, response) => {
  if (request.url === "/metrics") return response.end(metrics());
  if (request.url === "/livez" || request.url === "/readyz") return response.end("ok\n");
  const begun = performance.now();
  response.end("<h1>Your account</h1>\n");
  observe((performance.now() - begun) / 1000);
});
server.listen(Number(process.env.PORT ?? 8080));
process.once("SIGTERM", () => setTimeout(() => server.close(), 2000));
