import { expect, test } from "vitest";
import { withLabel } from "./targets.ts";

test("every sample gets the label; comments and values are unchanged", () => {
  const text = `# HELP up is it up? {no}
# TYPE up gauge
up 1
requests_count{route="/a b",status="5"} 3 1700000000000
requests_bucket{le="+Inf",path="/{id}"} +Inf
empty{} 0
`;
  expect(withLabel(text, "hash", "abc")).toBe(`# HELP up is it up? {no}
# TYPE up gauge
up{hash="abc"} 1
requests_count{route="/a b",status="5",hash="abc"} 3 1700000000000
requests_bucket{le="+Inf",path="/{id}",hash="abc"} +Inf
empty{hash="abc"} 0
`);
});
