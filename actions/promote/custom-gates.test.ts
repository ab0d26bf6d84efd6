/** Custom gates, as promote calls them over HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { recordedReport } from "@slipway/testing/report.ts";
import { startShop } from "@slipway/testing/repositories/promotion.ts";
import { afterEach, expect, test } from "vitest";
import { minutesAgo, release, running } from "./testing/trial.ts";

let gate: Server | undefined;

afterEach(() => gate?.close());

test("a custom gate is called only for releases that would be promoted", async () => {
  const questions: unknown[] = [];
  let answer = '{"open": false, "reason": "change 17 is not approved"}';
  gate = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    questions.push(JSON.parse(text));
    response.end(answer);
  });
  await new Promise<void>((done) => gate?.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`;
  const policies = { staging: { gates: `{custom: [{name: change-board, url: "${url}"}]}` } };
  await using shop = await startShop({ policies });
  const order = await shop.pin("dev", "order", "0.1.0");
  await shop.report("dev", order, running, undefined, new Date(minutesAgo(61)));
  const product = await release(shop, "0.1.0", minutesAgo(60));
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      service: "product",
      status: "waiting",
      reason: "change-board: change 17 is not approved",
    }),
  );
  expect(questions).toMatchObject([
    { environment: "staging", service: "product", release: { id: product.id } },
  ]);
  answer = '{"open": true, "reason": "approved"}';
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({ service: "product", status: "done" }),
  );
});

test("a custom gate is called with the token of the job, which is shown nowhere", async () => {
  const token = "gate-token-4711";
  gate = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    response.end(JSON.stringify({ open: isKnown, reason: `${request.headers.authorization} is known` }));
  });
  await new Promise<void>((done) => gate?.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`;
  const policies = {
    staging: { gates: `{custom: [{name: board, url: "${url}", auth: SLIPWAY_GATE_BOARD}]}` },
  };
  await using shop = await startShop({ policies });
  await release(shop, "0.1.0", minutesAgo(60));
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      status: "waiting",
      reason: expect.stringMatching(/^board: SLIPWAY_GATE_BOARD: not set/),
    }),
  );
  const remembered = recordedReport();
  const outcome = await shop.run({ remembered, env: { SLIPWAY_GATE_BOARD: token } });
  expect(outcome.results).toContainEqual(expect.objectContaining({ service: "product", status: "done" }));
  const [pull] = shop.forge.pulls;
  expect(pull?.body).toContain("board: Bearer \\*\\*\\* is known");
  expect(JSON.stringify([outcome, remembered.lines, shop.forge.pulls])).not.toContain(token);
});
