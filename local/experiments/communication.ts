import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

interface Call {
  readonly command: string;
  readonly expected: readonly number[];
  readonly means: string;
}

const json = '-H "Content-Type: application/json"';
const calls: readonly Call[] = [
  {
    command: "curl $GATEWAY_URL/api/health",
    expected: [200],
    means: "the gateway asks every service whether it is ready",
  },
  {
    command: `curl -X POST $GATEWAY_URL/api/users    ${json} -d '{"username":"john","email":"john@example.com"}'`,
    // John already has an account when the experiment is repeated.
    expected: [201, 409],
    means:
      "user creates an account and publishes an event: notification consumes it and writes a welcome message",
  },
  {
    command: `curl -X POST $GATEWAY_URL/api/products ${json} -d '{"name":"Laptop","price":999.99,"stock":10}'`,
    expected: [201],
    means: "product lists it and publishes an event: inventory consumes it and books ten",
  },
  {
    command: `curl -X POST $GATEWAY_URL/api/orders   ${json} -d '{"userId":1,"productId":1,"quantity":2}'`,
    expected: [201, 202],
    means:
      "order asks product for the price, inventory to keep two, payment for the money, by gRPC; the rest by events",
  },
  { command: "curl $GATEWAY_URL/api/products", expected: [200], means: "the catalog, Laptop included" },
];

/** The calls of the shop's description, verbatim, with curl. */
export async function communication(stage: Stage, story: Story): Promise<void> {
  const answers: string[] = [];
  for (const { command, expected, means } of calls) {
    story.say(`\n$ ${command}`);
    const { status, body } = await curl(command, stage.gateway);
    answers.push(body);
    story.lines([body.length > 300 ? `${body.slice(0, 300)} …` : body]);
    story.claim(command.split(" -H")[0] ?? command, expected.includes(status), `${status}; ${means}`);
  }
  const [, , product = "", order = ""] = answers;
  const { total } = JSON.parse(order) as { total?: number };
  story.claim("the price is the catalog's, not the caller's", total === 378, `2 sextants cost ${total}`);
  const { id } = JSON.parse(product) as { id?: number };
  await events(stage, story, id ?? 0);
}

/** The effects of the events of those calls. */
async function events(stage: Stage, story: Story, productId: number): Promise<void> {
  const stock = await eventually(stage.gateway, `/api/stock/${productId}`, ({ onHand }) => onHand === 10);
  story.claim(
    "inventory received the laptops' event",
    stock,
    "10 are booked, though nobody called inventory",
  );
  const isNoticed = await eventually(stage.gateway, "/api/notifications?userId=1", (notices) =>
    JSON.stringify(notices).includes("order.confirmed"),
  );
  story.claim("notification received the order's event", isNoticed, "the buyer has a message about it");
}

async function curl(command: string, gateway: string): Promise<{ status: number; body: string }> {
  const measured = command.replace(/^curl/, "curl --silent --max-time 20 --write-out '\\n%{http_code}'");
  const { stdout } = await promisify(execFile)("sh", ["-c", measured], {
    env: { ...process.env, GATEWAY_URL: gateway },
  });
  const lines = stdout.split("\n");
  return { status: Number(lines.pop()), body: lines.join("\n") };
}

async function eventually(
  gateway: string,
  path: string,
  holds: (body: Record<string, unknown>) => boolean,
): Promise<boolean> {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    const answer = await fetch(`${gateway}${path}`);
    const body = (await answer.json()) as Record<string, unknown>;
    if (answer.ok && holds(body)) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
