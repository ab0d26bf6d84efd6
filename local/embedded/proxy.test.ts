import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { backendFor, SplitProxy } from "./proxy.ts";

const [one, two] = [{ port: 1 }, { port: 2 }];

test.each([0, 1, 25, 50, 99, 100])("of a hundred consecutive requests, %i go to the canary", (weight) => {
  for (const start of [0, 7, 1_000_003]) {
    const chosen = Array.from({ length: 100 }, (_, index) =>
      backendFor({ stable: one, canary: two, weight }, start + index),
    );
    expect(chosen.filter((backend) => backend === two)).toHaveLength(weight);
  }
});

test("without a canary all requests go to stable, without stable to the canary, without both nowhere", () => {
  expect(backendFor({ stable: one, canary: undefined, weight: 100 }, 0)).toBe(one);
  expect(backendFor({ stable: undefined, canary: two, weight: 0 }, 0)).toBe(two);
  expect(backendFor({ stable: undefined, canary: undefined, weight: 0 }, 0)).toBeUndefined();
});

async function backend(name: string) {
  const server = createServer((request, answer) => {
    request.pipe(answer.writeHead(201, { "x-backend": name }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

test("requests are split one by one, bodies and answers pass through, and without a process the answer is 503", async () => {
  const [stable, canary] = await Promise.all([backend("stable"), backend("canary")]);
  const proxy = await SplitProxy.listen();
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${proxy.port}/x`, { method: "POST", body: "echo" });
    return { status: answer.status, by: answer.headers.get("x-backend"), text: await answer.text() };
  };
  try {
    expect((await ask()).status).toBe(503);
    proxy.route({ stable, canary, weight: 25 });
    const answers = [];
    for (let count = 0; count < 20; count += 1) answers.push(await ask());
    expect(answers.every(({ status, text }) => status === 201 && text === "echo")).toBe(true);
    expect(answers.filter(({ by }) => by === "canary")).toHaveLength(5);
    proxy.route({ stable, canary: undefined, weight: 0 });
    expect((await ask()).by).toBe("stable");
    stable.server.closeAllConnections();
    stable.server.close();
    expect((await ask()).status).toBe(502);
  } finally {
    await proxy.close();
    for (const { server } of [stable, canary]) server.close();
  }
});
