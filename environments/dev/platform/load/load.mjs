// A standing, bounded load on the shop's edge. It measures nothing by itself: the services' own metrics do.
// Each environment has its own copy, so that a change comes to one environment at a time, as everything else does.
import { randomUUID } from "node:crypto";
import { createServer, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const targets = {
  edge: new URL(setting("TARGET", "http://api-gateway")),
  web: new URL(setting("WEB_TARGET", "http://web")),
};
const perSecond = Number(setting("REQUESTS_PER_SECOND", "28"));
const port = Number(setting("PORT", "8080"));
const timeoutMs = 2000;
const mostInFlight = 50;
const session = { "x-session-id": "standing-load" };
/** Before a token ends, so that no request carries one that has just expired. */
const leewayMs = 60_000;
const pauseMs = 2000;

const item = JSON.stringify({ quantity: 1 });
const api = (path) => ({ method: "GET", path: `/api${path}` });
const page = (path) => ({ method: "GET", path, from: "web" });
const orders = api("/orders");
const newOrder = { method: "POST", path: "/api/orders", body: () => order(account?.id) };
const ads = api("/ads?category=electronics");
const recommendations = api("/recommendations?productId=1");
const notifications = api("/notifications?userId=1");
// Once a second each. The longest canary begins with a twentieth of the traffic, so the gateway and order get the most; everybody
// else is asked twice a second, by a path of its own or, payment, through new orders.
const mix = [
  ...[orders, api("/products"), ads, page("/"), api("/shops"), orders, recommendations],
  ...[newOrder, api("/auth/jwks"), notifications, orders, api("/cart"), api("/stock/1"), orders],
  ...[page("/products/1"), ads, api("/products/1"), api("/shops"), orders, recommendations, newOrder],
  ...[api("/auth/jwks"), { method: "PUT", path: "/api/cart/items/1", body: () => item }, notifications],
  ...[orders, api("/currencies"), page("/cart"), api("/shipments/quote?country=DE&items=1")],
];

/** Orders need a buyer: an account of this process alone, whose password nobody else ever knows. `undefined` until it is logged in. */
let account;

function order(userId = 1) {
  return JSON.stringify({ userId, productId: 1, quantity: 1 });
}

async function ask(path, body, expected) {
  const answer = await fetch(new URL(path, targets.edge), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (answer.status !== expected) throw new Error(`POST ${path} was answered with ${answer.status}`);
  return answer.json();
}

/** Registers once, then logs in again before each token ends; what fails is said and tried again. */
async function stayLoggedIn() {
  const login = { username: `load-${randomUUID().slice(0, 23)}`, password: randomUUID() };
  const register = { ...login, email: `${login.username}@load.invalid` };
  let id;
  for (;;) {
    try {
      id ??= (await ask("/api/users", register, 201)).id;
      const { accessToken, expiresIn } = await ask("/api/auth/login", login, 200);
      account = { id, accessToken };
      await delay(Math.max(pauseMs, expiresIn * 1000 - leewayMs));
    } catch (error) {
      account = undefined;
      console.log(JSON.stringify({ message: "not logged in", reason: error.message }));
      await delay(pauseMs);
    }
  }
}

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
  const { method, path, from = "edge" } = next;
  const body = next.body?.();
  const who = account && from === "edge" ? { authorization: `Bearer ${account.accessToken}` } : session;
  const headers = body
    ? { ...who, "content-type": "application/json", "content-length": Buffer.byteLength(body) }
    : who;
  // Services balance connections, not requests: one connection each lets every request reach the canary.
  const call = request(new URL(path, targets[from]), { method, headers, agent: false });
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
    JSON.stringify({ message: "load", target: targets.edge.href, perSecond, port: server.address().port }),
  );
  stayLoggedIn();
});

const periodMs = 1000 / perSecond;
// On a busy machine timers come late: what they missed is made up for, a second of it at most.
const mostLateMs = 1000;
let due = performance.now();
setInterval(() => {
  const now = performance.now();
  for (due = Math.max(due, now - mostLateMs); due <= now; due += periodMs) send();
}, periodMs);

// As process 1 of its container it would otherwise ignore the signal.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
