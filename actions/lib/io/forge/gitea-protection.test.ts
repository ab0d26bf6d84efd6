import { expect, test } from "vitest";
import { type Send, writeProtections } from "./gitea-protection.ts";

test("a rule of the same pattern is edited, a missing one created, with nothing that was not asked for", async () => {
  const sent: unknown[] = [];
  const send: Send = async (method, path, body) => {
    if (method === "GET") return [{ rule_name: "evidence/**" }];
    sent.push([method, path, body]);
    return undefined;
  };
  await writeProtections(send, [
    { pattern: "main", pushers: ["bot"], checks: ["slipway/gates"] },
    { pattern: "evidence/**", pushers: ["reporter"], replacers: ["reporter"] },
    { pattern: "stop", pushers: [] },
  ]);
  expect(sent).toEqual([
    [
      "POST",
      "/branch_protections",
      {
        rule_name: "main",
        enable_push: true,
        enable_push_whitelist: true,
        push_whitelist_usernames: ["bot"],
        enable_status_check: true,
        status_check_contexts: ["slipway/gates"],
      },
    ],
    [
      "PATCH",
      "/branch_protections/evidence%2F**",
      {
        rule_name: "evidence/**",
        enable_push: true,
        enable_push_whitelist: true,
        push_whitelist_usernames: ["reporter"],
        enable_force_push: true,
        enable_force_push_allowlist: true,
        force_push_allowlist_usernames: ["reporter"],
      },
    ],
    ["POST", "/branch_protections", { rule_name: "stop", enable_push: false }],
  ]);
});
