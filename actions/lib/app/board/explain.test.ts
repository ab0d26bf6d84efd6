import { cellOf } from "@slipway/testing/boards/cell.ts";
import { shopBoard } from "@slipway/testing/boards/shop.ts";
import { describe, expect, test } from "vitest";
import { GATES } from "../../domain/gates/gate.ts";
import type { Board, Cell, Next } from "./document.ts";
import { explain } from "./explain.ts";

const boardOf = (change: Partial<Cell>, environments = shopBoard().environments): Board =>
  shopBoard({
    environments,
    services: [{ name: "product", cells: [{ ...cellOf("prod", "product", "1.0.0", 60_000), ...change }] }],
  });

const closed = (gate: string, change: Partial<Next> = {}): Next => ({
  kind: "wait",
  version: null,
  gate,
  reason: `${gate} says no`,
  until: null,
  gates: [{ gate, isOpen: false, words: `${gate} says no`, until: null }],
  unasked: [],
  ...change,
});

describe("why", () => {
  test.each(GATES)("the closed gate %s is shown with its reason and its remedy", (gate) => {
    const { blocks, remedies } = explain(boardOf({ next: closed(gate) }), "prod", "product");
    expect(blocks).toEqual([`${gate}: ${gate} says no.`]);
    expect(remedies).toHaveLength(1);
  });

  test("a gate that opens by itself says when", () => {
    const until = "2026-03-12T14:50:00.000Z";
    const next = closed("soak", { until, gates: [{ gate: "soak", isOpen: false, words: "soaks", until }] });
    const { remedies } = explain(boardOf({ next }), "prod", "product");
    expect(remedies).toEqual(["The gate soak opens by itself at 2026-03-12 14:50 UTC, in 30 min."]);
  });

  test("a gate's own remedy is shown", () => {
    const words = "2.0.0 is not a descendant.\n  Merge 4f2a into main.";
    const { blocks, remedies } = explain(
      boardOf({ next: closed("order", { reason: words, gates: [] }) }),
      "prod",
      "product",
    );
    expect(blocks).toEqual(["order: 2.0.0 is not a descendant."]);
    expect(remedies).toEqual(["order: Merge 4f2a into main."]);
  });

  test("every closed gate is reported, the deciding one too when it is not in the list", () => {
    const gates = [{ gate: "freeze", isOpen: false, words: "frozen", until: null }];
    const { blocks } = explain(boardOf({ next: closed("health", { gates }) }), "prod", "product");
    expect(blocks).toEqual(["health: health says no.", "freeze: frozen."]);
  });

  test("if nothing blocks, the open pull request can be merged", () => {
    const next: Next = {
      kind: "promote",
      version: "1.1.0",
      gate: null,
      reason: "all open",
      until: null,
      gates: [],
      unasked: [],
    };
    const promotion = {
      branch: "promote/prod/product",
      version: "1.1.0",
      number: 7,
      url: "https://forge.test/7",
      check: null,
    };
    const { now, blocks, remedies } = explain(boardOf({ next, promotion }), "prod", "product");
    expect(now).toContain("Nothing blocks 1.1.0: all open.");
    expect(blocks).toEqual([]);
    expect(remedies).toEqual(["Merge #7 with 1.1.0 (https://forge.test/7)."]);
  });

  test("it never says that nothing blocks while a gate was not evaluated; the last answer is shown with its age", () => {
    const next: Next = {
      kind: "promote",
      version: "1.1.0",
      gate: null,
      reason: "all open",
      until: null,
      gates: [],
      unasked: [
        { gate: "signature", words: "whether it is signed" },
        { gate: "custom", words: "change-board" },
      ],
    };
    const place = { branch: "promote/prod/product", version: "1.1.0", number: 7, url: null };
    const check = {
      state: "failure",
      description: "product: signature: not signed",
      at: new Date(Date.parse(shopBoard().at) - 300_000).toISOString(),
      by: "slipway[bot]",
    };
    const refused = explain(boardOf({ next, promotion: { ...place, check } }), "prod", "product");
    expect(refused.now.join("\n")).not.toContain("Nothing blocks");
    expect(refused.now).toEqual(
      expect.arrayContaining([
        "No gate that was asked is closed for 1.1.0: all open.",
        "The gate signature was not asked: whether it is signed.",
        "The gate custom was not asked: change-board.",
        "The last answer of slipway/gates, by slipway[bot], 5 min ago: failure: product: signature: not signed.",
      ]),
    );
    expect(refused.remedies).toEqual([]);
    const unknown = explain(boardOf({ next }), "prod", "product");
    expect(unknown.now).toContain("promote has not answered yet.");
  });

  test("a stop is reported also while nothing waits, with the verb that ends it", () => {
    const stop = { branch: "stop/all", reason: "fire", by: "Ada", since: "2026-03-12T14:00:00.000Z" };
    const environments = shopBoard().environments.map((each) => ({ ...each, stop }));
    const { blocks, remedies } = explain(boardOf({}, environments), "prod", "product");
    expect(blocks).toEqual(["stop: the emergency stop stop/all is active, by Ada: fire."]);
    expect(remedies).toEqual(["`slipway resume --environment all` ends the emergency stop."]);
  });
});
