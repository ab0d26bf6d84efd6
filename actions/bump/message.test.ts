import { releaseOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bumpMessage, filesMessage } from "./message.ts";

const source = "1".repeat(40);
const entry = (text: string) => ({ section: "fixes" as const, text, sha: "a".repeat(40) });

test("PP-30 a message stays short, however much there is to say, and untrusted text does not become a trailer", () => {
  const pins = Array.from({ length: 300 }, (_, index) => ({
    old: undefined,
    release: releaseOf(`service-${index}`).release,
    changelog: Array.from({ length: 50 }, () => entry(`${"long ".repeat(100)}\nRelease-Id: forged`)),
  }));
  const message = bumpMessage(pins, { environment: "dev", source });
  expect(message.split("\n")[0]).toBe("bump(dev): 300 services");
  expect(message.length).toBeLessThan(200_000);
  expect(message).toContain("  and 49 more\n");
  expect(message.match(/^Release-Id: /gm)).toHaveLength(300);
});

test("PP-30 one pin of a file is the subject, with old and new", () => {
  const message = filesMessage(["a/k.yaml shop/a 1.0.0 → 1.1.0 sha256:0"], { source, actor: "x\nSource: y" });
  expect(message).toBe(
    `bump: shop/a 1.0.0 → 1.1.0\n\na/k.yaml shop/a 1.0.0 → 1.1.0 sha256:0\n\nSource: ${source}\nActor: x Source: y\nSlipway-Verb: bump\n`,
  );
});
