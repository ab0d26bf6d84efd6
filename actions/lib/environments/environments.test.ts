import { expect, test } from "vitest";
import { treeOf } from "../../testing/tree.ts";
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
      evidence: { maxAgeSeconds: 300 },
    },
    {
      name: "staging",
      order: 2,
      after: "dev",
      namespace: "shop-staging",
      clusters: ["main"],
      registry: "registry.example.com/team",
      merge: "review",
      evidence: { maxAgeSeconds: 90 },
    },
  ]);
  expect(() => requireEnvironment(read, "qa")).toThrow(
    'environment "qa": not found.\n  Known: dev, staging.',
  );
});

test("everything wrong is told at once, with file, line, key, value and remedy", async () => {
  const found = await findings({
    "dev/environment.yaml": dev
      .replace("order: 1", "order: first")
      .replace("merge: push", "merge: yes\nsoak: 5m"),
    "staging/environment.yaml": staging.replace("90s", "90"),
    "prod/environment.yaml": "name: prod\norder: [",
  });
  const remedy = "\n  environments/README.md shows a right environment.yaml.";
  expect(found.map((finding) => finding.replace(remedy, "")).sort()).toEqual([
    'environments/dev/environment.yaml:2: order: a whole number is wanted, got "first".',
    'environments/dev/environment.yaml:6: merge: either "push" or "review" is wanted, got "yes".',
    'environments/dev/environment.yaml:7: soak: no such key, got "5m".',
    expect.stringMatching(/^environments\/prod\/environment\.yaml:\d: not YAML: /),
    "environments/staging/environment.yaml:8: evidence.maxAge: a duration like 5m is wanted, got 90.",
  ]);
  expect(found.every((finding) => finding.endsWith(remedy))).toBe(true);
});

test("a missing key is named", async () => {
  const [finding] = await findings({ "dev/environment.yaml": dev.replace("registry: 127.0.0.1:5000\n", "") });
  expect(finding).toContain(
    "environments/dev/environment.yaml: registry: the registry's host is wanted, it is missing.",
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
