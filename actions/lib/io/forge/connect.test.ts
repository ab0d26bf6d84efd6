import { expect, test } from "vitest";
import { connectForge, readAddress } from "./connect.ts";

const env = { GITHUB_REPOSITORY: "shop/platform", SLIPWAY_TOKEN: "secret" };

test.each([
  [undefined, "github"],
  ["https://api.github.com", "github"],
  ["https://ghe.example.com/api/v3", "github"],
  ["http://127.0.0.1:3000/api/v1", "gitea"],
  ["http://127.0.0.1:3000/api/v1/", "gitea"],
])("GITHUB_API_URL %s is %s", (url, flavour) => {
  expect(connectForge({ ...env, ...(url === undefined ? {} : { GITHUB_API_URL: url }) }).flavour).toBe(
    flavour,
  );
});

test("everything that is missing is reported at once", () => {
  const read = () => readAddress({ GITHUB_API_URL: "not a url", GITHUB_REPOSITORY: "shop" });
  expect(read).toThrow(/GITHUB_API_URL[\s\S]*GITHUB_REPOSITORY[\s\S]*SLIPWAY_TOKEN/);
});
