import fc from "fast-check";
import { expect, test } from "vitest";
import { type DataSchema, dataSchema, misfit, servedBy } from "./data-schema.ts";

const schemas: fc.Arbitrary<DataSchema> = fc
  .tuple(fc.nat({ max: 9 }), fc.nat({ max: 3 }), fc.nat({ max: 3 }))
  .map(([oldest, more, at]) => ({
    needs: oldest + Math.min(at, more),
    provides: Array.from({ length: more + 1 }, (_, index) => oldest + index),
  }));

test("whatever is generated here is one, and fits the store that it leaves itself", () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(dataSchema.parse(schema)).toEqual(schema);
      expect(misfit(schema, servedBy([schema]))).toBeUndefined();
    }),
  );
});

test("migrations only go forward: no further release lets in what an earlier one has cut off", () => {
  fc.assert(
    fc.property(schemas, fc.array(schemas, { minLength: 1 }), schemas, (target, past, next) => {
      const cutOff = past.some(({ provides }) => (provides[0] ?? 0) > target.needs);
      if (cutOff) expect(misfit(target, servedBy([...past, next]))).toMatch(/^needs data schema \d/);
    }),
  );
});

test.each([
  ["a gap", { needs: 3, provides: [3, 5] }, /provides/],
  ["the newest first", { needs: 3, provides: [4, 3] }, /provides/],
  ["none", { needs: 3, provides: [] }, /provides/],
  ["a need that its own migrations leave behind", { needs: 2, provides: [3, 4] }, /needs/],
  ["a half version", { needs: 3.5, provides: [3, 4] }, /needs/],
])("a planted violation is refused: %s", (_, schema, key) => {
  const { error } = dataSchema.safeParse(schema);
  expect(error?.issues[0]?.path.join(".")).toMatch(key);
});
