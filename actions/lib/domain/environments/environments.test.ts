import { treeOf } from "@slipway/testing/git/tree.ts";
import { expect, test } from "vitest";
import { Findings } from "../errors/user-error.ts";
import { readEnvironments, requireEnvironment } from "./environments.ts";

const dev = `name: dev
order: 1
namespace: shop-dev
clusters: [main]
registry: 127.0.0.1:5000
merge: push
`;
const staging = `name: staging
order: 2
after: dev
namespace: shop-staging
clusters: [main]
registry: registry.example.com/team
merge: review
evidence: {maxAge: 90s}
`;

const defaults = {
  platformImages: [],
  gates: { soakSeconds: 0, approvals: 0, custom: [] },
  freezes: [],
  longestRolloutSeconds: 1800,
  rollback: { merge: "push", inFreeze: "allow" },
  hotfix: { allowed: false, approvals: 1, inFreeze: "allow", identity: ".github/workflows/hotfix.yml" },
};

const tree = (files: Record<string, string>) =>
  treeOf(Object.fromEntries(Object.entries(files).map(([name, text]) => [`environments/${name}`, text])));

const findings = async (files: Record<string, string>): Promise<readonly string[]> => {
  const error = await readEnvironments(tree(files)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Findings);
  return (error as Findings).findings;
};

test("environments come in promotion order, with durations in seconds", async () => {
  const read = await readEnvironments(
    tree({ "staging/environment.yaml": staging, "dev/environment.yaml": dev, "dev/shop/x.yaml": "" }),
  );
  expect(read).toEqual([
    {
      name: "dev",
      order: 1,
      namespace: "shop-dev",
      clusters: ["main"],
      registry: "127.0.0.1:5000",
      merge: "push",
      grouping: "service",
      evidence: { maxAgeSeconds: 300 },
      ...defaults,
    },
    {
      name: "staging",
      order: 2,
      after: "dev",
      namespace: "shop-staging",
      clusters: ["main"],
      registry: "registry.example.com/team",
      merge: "review",
      grouping: "service",
      evidence: { maxAgeSeconds: 90 },
      ...defaults,
    },
  ]);
  expect(() => requireEnvironment(read, "qa")).toThrow(
    'environment "qa": not found.\n  Known: dev, staging.',
  );
});

test("all findings are reported at once, with file, line, key, value and remedy", async () => {
  const found = await findings({
    "dev/environment.yaml": dev
      .replace("order: 1", "order: first")
      .replace("merge: push", "merge: yes\nsoak: 5m"),
    "staging/environment.yaml": staging.replace("90s", "90"),
    "prod/environment.yaml": "name: prod\norder: [",
  });
  const remedy = "\n  environments/README.md shows a right environment.yaml.";
  expect(found.map((finding) => finding.replace(remedy, "")).sort()).toEqual([
    'environments/dev/environment.yaml:2: order: expected a whole number, got "first".',
    'environments/dev/environment.yaml:6: merge: expected "push", "auto" or "review", got "yes".',
    'environments/dev/environment.yaml:7: soak: no such key, got "5m".',
    expect.stringMatching(/^environments\/prod\/environment\.yaml:\d: not YAML: /),
    "environments/staging/environment.yaml:8: evidence.maxAge: expected a duration like 5m, got 90.",
  ]);
  expect(found.every((finding) => finding.endsWith(remedy))).toBe(true);
});

test("a missing key is named", async () => {
  const [finding] = await findings({ "dev/environment.yaml": dev.replace("registry: 127.0.0.1:5000\n", "") });
  expect(finding).toContain(
    "environments/dev/environment.yaml: registry: expected the registry's host, it is missing.",
  );
});

test.each([
  ["another name than its folder", { "qa/environment.yaml": dev }, 'the folder is "qa", got "dev"'],
  ["after an unknown one", { "staging/environment.yaml": staging }, 'after: there is no environment "dev"'],
  [
    "ordered before the one it follows",
    { "dev/environment.yaml": dev.replace("order: 1", "order: 3"), "staging/environment.yaml": staging },
    "order: 2 is not after dev's 3",
  ],
  [
    "with another's order",
    {
      "dev/environment.yaml": dev,
      "qa/environment.yaml": dev.replace("dev", "qa").replace("shop-dev", "shop-qa"),
    },
    "order: 1 is qa's too",
  ],
  [
    "in another's namespace",
    { "dev/environment.yaml": dev, "staging/environment.yaml": staging.replace("shop-staging", "shop-dev") },
    "namespace: shop-dev is staging's too",
  ],
  [
    "that pushes, but is not the first",
    { "dev/environment.yaml": dev, "staging/environment.yaml": staging.replace("review", "push") },
    'merge: "push" is for the first environment, this one follows dev',
  ],
])("rejected: an environment %s", async (_, files, words) => {
  expect((await findings(files)).join("\n")).toContain(words);
});

test.each(["https://registry.example.com", "registry.example.com/", "REGISTRY", "a b"])(
  "rejected: the registry %j",
  async (registry) => {
    const [finding] = await findings({ "dev/environment.yaml": dev.replace("127.0.0.1:5000", registry) });
    expect(finding).toContain("environment.yaml:5: registry: ");
  },
);

const policy = `grouping: environment
gates:
  soak: 30m
  approvals: 1
  custom:
    - { name: change-board, url: "https://gates.example.com/shop", timeout: 5s, auth: SLIPWAY_GATE_BOARD, sign: SLIPWAY_GATE_KEY }
    - { name: local, url: "http://127.0.0.1:9/x" }
freezes:
  - { name: weekend, cron: "0 16 * * 5", duration: 62h, timezone: Europe/Berlin }
longestRollout: 45m
rollback: { merge: review, inFreeze: deny }
hotfix: { allowed: true, approvals: 2, inFreeze: deny, identity: .github/workflows/fix.yml }
`;

test("an environment's requirements for a release, with durations in seconds", async () => {
  const [read] = await readEnvironments(tree({ "dev/environment.yaml": dev + policy }));
  expect(read).toMatchObject({
    grouping: "environment",
    gates: {
      soakSeconds: 1800,
      approvals: 1,
      custom: [
        {
          name: "change-board",
          url: "https://gates.example.com/shop",
          timeoutSeconds: 5,
          auth: "SLIPWAY_GATE_BOARD",
          sign: "SLIPWAY_GATE_KEY",
        },
        { name: "local", url: "http://127.0.0.1:9/x", timeoutSeconds: 10 },
      ],
    },
    freezes: [{ name: "weekend", cron: "0 16 * * 5", durationSeconds: 223_200, timezone: "Europe/Berlin" }],
    longestRolloutSeconds: 2700,
    rollback: { merge: "review", inFreeze: "deny" },
    hotfix: { allowed: true, approvals: 2, inFreeze: "deny", identity: ".github/workflows/fix.yml" },
  });
});

test("where the bot merges, one pull request moves all services, unless the file says otherwise", async () => {
  const groupings = ["", "grouping: service\n"].map(async (line) => {
    const files = { "dev/environment.yaml": dev.replace("push", "auto") + line };
    return (await readEnvironments(tree(files)))[0]?.grouping;
  });
  expect(await Promise.all(groupings)).toEqual(["environment", "service"]);
});

test.each([
  ["soak: 30m", "soak: 30", /:9: gates\.soak: expected a duration like 5m, got 30\./],
  ["approvals: 1", "approvals: -1", /:10: gates\.approvals: expected 0 or more, got -1\./],
  ["timeout: 5s", "timeout: 2m", /gates\.custom\.0\.timeout: expected at most 60s, got "2m"\./],
  ["https://gates", "http://gates", /gates\.custom\.0\.url: expected https:\/\/…/],
  ["https://gates", "https://me:secret@gates", /without user name and password/],
  [
    "com/shop",
    "com/shop?access_token=s3cret",
    /gates\.custom\.0\.url: expected an address without a token or key/,
  ],
  ["com/shop", "com/shop?apiKey=s3cret", /gates\.custom\.0\.url: expected an address without a token or key/],
  ["com/shop", "com/shop#s3cret", /gates\.custom\.0\.url: expected an address without a token or key/],
  [
    "auth: SLIPWAY_GATE_BOARD",
    "auth: eyJhbGciOi",
    /gates\.custom\.0\.auth: expected the name of a variable SLIPWAY_GATE_…/,
  ],
  [
    "auth: SLIPWAY_GATE_BOARD",
    "auth: SLIPWAY_TOKEN",
    /gates\.custom\.0\.auth: expected the name of a variable/,
  ],
  [
    "sign: SLIPWAY_GATE_KEY",
    "sign: COSIGN_PRIVATE_KEY",
    /gates\.custom\.0\.sign: expected the name of a variable/,
  ],
  ["name: local", "name: change-board", /gates\.custom: each gate needs its own name/],
  ["0 16 * * 5", "0 0 16 * * 5", /:15: freezes\.0\.cron: expected five cron fields that match a date/],
  ["0 16 * * 5", "0 0 31 2 *", /freezes\.0\.cron: expected five cron fields that match a date/],
  ["Europe/Berlin", "Europe/Berlim", /freezes\.0\.timezone: expected a time zone like Europe\/Berlin/],
  ["Europe/Berlin", '"+02:00"', /freezes\.0\.timezone: expected a time zone like Europe\/Berlin/],
  ["allowed: true", "allowed: sure", /:18: hotfix\.allowed: expected true or false/],
  [
    ".github/workflows/fix.yml",
    "https://x/fix.yml",
    /hotfix\.identity: expected \.github\/workflows\/<file>\.yml/,
  ],
  ["inFreeze: deny", "inFreeze: maybe", /:17: rollback\.inFreeze: expected "allow" or "deny"/],
  ["grouping: environment", "grouping: all", /:7: grouping: expected "service" or "environment"/],
])("rejected: %s written as %s", async (from, to, words) => {
  expect(policy).toContain(from);
  const found = await findings({ "dev/environment.yaml": dev + policy.replace(from, to) });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(words);
});
