/** Two runs for different services at once, round after round: what both did is there after each. */
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { testContext } from "@slipway/testing/report.ts";
import { expect } from "vitest";
import { bump } from "../bump.ts";
import { request } from "../request.ts";
import { shop } from "./shop.ts";

export async function race(rounds: number): Promise<void> {
  await using repo = await shop();
  await using other = await clone(repo.url);
  for (let round = 0; round < rounds; round += 1) {
    const digest = `sha256:${round.toString(16).padStart(64, "0")}`;
    const image = (name: string) => ({ name: `shop/${name}`, digest });
    const run = (where: Clone, name: string) =>
      bump(
        request.parse({ images: JSON.stringify({ [name]: image(name) }), source: repo.source }),
        testContext(where.path),
      );
    const outcomes = await Promise.all([run(repo.checkout, "order"), run(other, "product")]);
    expect(outcomes.map((outcome) => outcome.results[0]?.status)).toEqual(["done", "done"]);
    const [order, product] = [await repo.pinned("order"), await repo.pinned("product")];
    expect([order?.image, product?.image]).toEqual([image("order"), image("product")]);
  }
  const subjects = (await repo.git.log((await repo.tip()).commit)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => subject.startsWith("bump(dev): order"))).toHaveLength(rounds);
  expect(subjects.filter((subject) => subject.startsWith("bump(dev): product"))).toHaveLength(rounds);
  expect(Object.keys(await repo.tags())).toHaveLength(2 * rounds);
  expect((await repo.pinned("order"))?.version).toBe(`0.1.${rounds - 1}`);
}
