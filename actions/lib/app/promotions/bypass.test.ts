import { expect, test } from "vitest";
import { defineRequest } from "../request/request.ts";
import { bypassesIn, bypassesOf, bypassesRecorded, bypassInputs, bypassStatus } from "./bypass.ts";

const request = defineRequest({ verb: "any", summary: "", inputs: bypassInputs, outputs: {} });
const asked = {
  bypass: "freeze, soak",
  "bypass-for": "staging/product",
  reason: "fire\nFoo: bar",
  actor: "ada",
};
const bypasses = (change: Partial<typeof asked> = {}, env = {}) =>
  bypassesOf(request.parse({ ...asked, ...change }), env);

test("PP-20 a bypass is for the named service in the named environment, with actor and reason in one line", () => {
  expect(bypasses()("staging", "product")).toEqual([
    { gate: "freeze", actor: "ada", reason: "fire Foo: bar" },
    { gate: "soak", actor: "ada", reason: "fire Foo: bar" },
  ]);
  expect(bypasses()("prod", "product")).toEqual([]);
  expect(bypasses()("staging", "order")).toEqual([]);
});

test("PP-20 in a workflow the actor is the user who started it, for any input", () => {
  const [first] = bypasses({}, { GITHUB_ACTOR: "grace" })("staging", "product");
  expect(first).toMatchObject({ actor: "grace" });
});

test.each([
  ["without a place", { "bypass-for": "" }, /bypassed only with bypass-for/],
  ["without a reason", { reason: "" }, /bypassed only with reason/],
  ["without a name", { actor: "" }, /bypassed only with actor/],
  ["of the order", { bypass: "order" }, /"order" is never bypassed: merge what is missing/],
  ["of an emergency stop", { bypass: "stop" }, /"stop" is never bypassed: end the stop/],
  ["of a signature", { bypass: "signature" }, /"signature" is never bypassed/],
  [
    "of a gate that nobody knows",
    { bypass: "luck" },
    /there is no gate "luck" to bypass, only dependencies, analysis, health/,
  ],
  ["for a place that is none", { "bypass-for": "prod" }, /not <environment>\/<service>/],
])("PP-20 a bypass is refused: %s", (_, change, reason) => {
  expect(() => bypasses(change)).toThrow(reason);
});

const id = `sha256:${"a".repeat(64)}`;
const message = `promote(staging): 2 services

Release-Id: ${id}
Slipway-Verb: promote
Slipway-Bypass: product: freeze by ada: payments are down
Slipway-Bypass: order: soak by ada: payments are down
Slipway-Bypass: product: order by ada: never
`;

test("PP-20 a bypass recorded on a branch's commit is used again, only for its releases and its service", () => {
  expect(bypassesIn(message, "product")).toEqual([
    { gate: "freeze", actor: "ada", reason: "payments are down", releases: [id] },
  ]);
  expect(bypassesIn(message, "cart")).toEqual([]);
});

test("planted: only a status that the bot's own account set is the record of a bypass", () => {
  const freeze = { gate: "freeze", actor: "ada", reason: "payments are down" } as const;
  const own = { ...bypassStatus("product", freeze), by: "slipway[bot]" };
  const recorded = (...statuses: Parameters<typeof bypassesRecorded>[0]) =>
    bypassesRecorded(statuses, "slipway[bot]", { service: "product", message });
  expect(recorded(own)).toEqual([freeze]);
  expect(recorded()).toEqual([]);
  expect(recorded({ ...own, by: "eve" }, { ...bypassStatus("product", freeze) })).toEqual([]);
  expect(recorded({ ...own, state: "failure" })).toEqual([]);
  expect(recorded({ ...own, context: "slipway/bypass/order/freeze" })).toEqual([]);
  expect(recorded({ ...own, context: "slipway/bypass/product/order" })).toEqual([]);
});

test("a reason that is too long for the record is completed from the message, when both agree", () => {
  const long = { gate: "freeze", actor: "ada", reason: `payments ${"are down ".repeat(30)}now` } as const;
  const own = { ...bypassStatus("product", long), by: "bot" };
  const text = `x\n\nSlipway-Bypass: product: freeze by ada: ${long.reason}\n`;
  expect(bypassesRecorded([own], "bot", { service: "product", message: text })).toEqual([long]);
  const [cut] = bypassesRecorded([own], "bot", { service: "product", message });
  expect(cut?.reason).toMatch(/^payments are down .*…$/);
});
