// A standing, bounded load on the shop's edge. It measures nothing by itself: the services' own metrics do.
// Each environment has its own copy, so that a change comes to one environment at a time, as everything else does.
import { createServer, request } from "node:http";

const target = new URL(setting("TARGET", "http://api-gateway"));
const perSecond = Number(setting("REQUESTS_PER_SECOND", "22"));
const port = Number(setting("PORT", "8080"));
const timeoutMs = 2000;
const mostInFlight = 50;

const order = JSON.stringify({ userId: 1, productId: 1, quantity: 1 });
const products = { method: "GET", path: "/api/products" };
const product = { method: "GET", path: "/api/products/1" };
const orders = { method: "GET", path: "/api/orders" };
const newOrder = { method: "POST", path: "/api/orders", body: order };
// Every service gets several requests a second; orders are bought seldom, as in life.
const mix = [
  products,
  orders,
  product,
  products,
  newOrder,
  product,
  orders,
  products,
  product,
  orders,
  product,
];

const counts = new Map();
let inFlight = 0;
let turn = 0;

function setting(name, standard) {
  return process.env[name] ?? standard;
}

function count({ method, path }, outcome) {
  const labels = `method="${method}",path="${path}",outcome="${outcome}"`;
  counts.set(labels, (counts.get(labels) ?? 0) + 1);
}

function send() {
  const next = mix[turn++ % mix.length];
  // What does not answer must not be buried under more, and this process must not grow.
  if (inFlight >= mostInFlight) return count(next, "skipped");
  inFlight += 1;
  let isDone = false;
  const done = (outcome) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    inFlight -= 1;
    count(next, outcome);
  };
  const { method, path, body } = next;
  const headers = body
    ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) }
    : {};
  // Services balance connections, not requests: one connection each lets every request reach the canary.
  const call = request(new URL(path, target), { method, headers, agent: false });
  const timer = setTimeout(() => {
    done("timeout");
    call.destroy();
  }, timeoutMs);
  call.on("error", () => done("unreachable"));
  call.on("response", (answer) => {
    answer.on("error", () => done("unreachable"));
    answer.on("end", () => done(`${Math.floor(answer.statusCode / 100)}xx`));
    answer.resume();
  });
  call.end(body);
}

function metrics() {
  const lines = [...counts].map(([labels, value]) => `load_requests_total{${labels}} ${value}`);
  return [
    "# TYPE load_requests_total counter",
    ...lines,
    "# TYPE load_requests_in_flight gauge",
    `load_requests_in_flight ${inFlight}`,
    "",
  ].join("\n");
}

const server = createServer((question, answer) => {
  const isMetrics = question.url === "/metrics";
  const isKnown = isMetrics || question.url === "/livez";
  answer.writeHead(isKnown ? 200 : 404, { "content-type": "text/plain; version=0.0.4" });
  answer.end(isMetrics ? metrics() : isKnown ? "alive\n" : "not found\n");
});
server.listen(port, () => {
  console.log(
    JSON.stringify({ message: "load", target: target.href, perSecond, port: server.address().port }),
  );
});

setInterval(send, 1000 / perSecond);

// As process 1 of its container it would otherwise ignore the signal.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
