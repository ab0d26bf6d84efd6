import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { compareManifests } from "./compare.ts";
import { withoutSecrets } from "./secret-text.ts";

const stream = (...objects: readonly object[]) => objects.map((each) => stringify(each)).join("---\n");
const named = (kind: string, name: string, rest: object = {}) => ({
  kind,
  metadata: { name, namespace: "shop-dev" },
  ...rest,
});
const titles = (before: string, after: string) =>
  compareManifests(before, after).map(({ resource }) => resource);

test("equal streams, in any order and with any comments between, differ in nothing", () => {
  const [a, b] = [named("Service", "a"), named("Service", "b")];
  expect(compareManifests(stream(a, b), stream(b, a))).toEqual([]);
  expect(compareManifests(`# Source: x\n${stream(a)}`, stream(a))).toEqual([]);
});

test("resource by resource, with what is around a change", () => {
  const before = named("Rollout", "a", { spec: { replicas: 4, paused: false } });
  const after = named("Rollout", "a", { spec: { replicas: 2, paused: false } });
  const [change, ...rest] = compareManifests(
    stream(before, named("Service", "a")),
    stream(after, named("Service", "a")),
  );
  expect(rest).toEqual([]);
  expect(change).toMatchObject({ resource: "Rollout shop-dev/a", before, after });
  expect(change?.diff).toContain("\n-  replicas: 4\n+  replicas: 2\n   paused: false");
});

test("what comes and what goes are whole, and a block of text with dashes in it is no border", () => {
  const text = named("ConfigMap", "a", { data: { file: "one\n---\ntwo\n" } });
  const [gone] = compareManifests(stream(text), "");
  expect(gone?.diff.split("\n").filter((line) => !/^(@@|-)/.test(line))).toEqual([]);
  expect(gone?.diff).toContain("-    ---");
  expect(titles("", stream(text))).toEqual(["ConfigMap shop-dev/a"]);
});

test("settings whose name is a hash of what they hold are one object, not one gone and one new", () => {
  const settings = (hash: string, level: string) =>
    named("ConfigMap", `a-settings-${hash}`, { data: { level } });
  const changes = compareManifests(
    stream(settings("0123456789", "info")),
    stream(settings("abcdef0123", "debug")),
  );
  expect(changes.map(({ resource }) => resource)).toEqual([
    "ConfigMap shop-dev/a-settings-0123456789 → a-settings-abcdef0123",
  ]);
  expect(changes[0]?.diff).toContain("-  level: info\n+  level: debug");
});

test("two objects of one name are both seen", () => {
  const [a, b] = [named("Service", "a", { spec: 1 }), named("Service", "a", { spec: 2 })];
  expect(titles("", stream(a, b))).toHaveLength(2);
});

test("a long line is cut and reports it; what would move a cursor or turn text round is written out", () => {
  const [change] = compareManifests(
    "",
    stream(named("ConfigMap", "a", { data: { x: `‮${"y".repeat(5000)}` } })),
  );
  expect(change?.diff).toContain("\\u202e");
  expect(change?.diff).toMatch(/… \(\d+ characters more\)/);
});

test("fifty thousand lines that all differ take no minutes, and none is left out", () => {
  const settings = (word: string) => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `${word}${index}`);
    return stream(named("ConfigMap", "a", { data: { a: ["first", ...lines, "last"].join("\n"), z: "z" } }));
  };
  const started = Date.now();
  const [change] = compareManifests(settings("old"), settings("new"));
  expect(Date.now() - started).toBeLessThan(20_000);
  const lines = change?.diff.split("\n") ?? [];
  expect(lines[0]).toBe("@@ -5,50005 +5,50005 @@");
  expect(lines.filter((line) => line.startsWith("-"))).toHaveLength(50_000);
  expect(lines.filter((line) => line.startsWith("+"))).toHaveLength(50_000);
  expect(lines.slice(2, 6)).toEqual(["   a: |-", "     first", "-    old0", "-    old1"]);
});

describe("secrets", () => {
  const PLANTED = "hunter2";
  const container = (entry: object) =>
    named("Rollout", "a", { spec: { template: { spec: { containers: [{ name: "app", ...entry }] } } } });

  test.each([
    ["data of a Secret", (value: string) => named("Secret", "a", { data: { user: value } })],
    ["stringData of a Secret", (value: string) => named("Secret", "a", { stringData: { "a.yaml": value } })],
    ["an env value", (value: string) => container({ env: [{ name: "SESSION_TOKEN", value }] })],
    ["an env value in camel case", (value: string) => container({ env: [{ name: "dbPassword", value }] })],
    ["an env value that is a key", (value: string) => container({ env: [{ name: "SIGNING_KEY", value }] })],
    ["an argument", (value: string) => container({ args: [`--admin-password=${value}`] })],
    ["an argument after its flag", (value: string) => container({ args: ["--session-token", value] })],
    ["a setting", (value: string) => named("ConfigMap", "a", { data: { API_KEY: value } })],
    [
      "a line of a file of settings",
      (value: string) =>
        named("ConfigMap", "a", { data: { "app.yaml": `db:\n  password: ${value}\n  port: 1\n` } }),
    ],
    [
      "a login in an address",
      (value: string) => named("ConfigMap", "a", { data: { URL: `redis://u:${value}@redis` } }),
    ],
    [
      "a private key",
      (value: string) =>
        named("ConfigMap", "a", {
          data: { pem: `-----BEGIN RSA PRIVATE KEY-----\n${value}\n-----END RSA PRIVATE KEY-----\n` },
        }),
    ],
    [
      "a copy that kubectl left",
      (value: string) => ({
        kind: "Secret",
        metadata: {
          name: "a",
          annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"data":{"a":"${value}"}}` },
        },
      }),
    ],
    ["an env value named PASS", (value: string) => container({ env: [{ name: "DB_PASS", value }] })],
    [
      "a part of a connection string",
      (value: string) => container({ env: [{ name: "DB", value: `Server=db;Pwd=${value};Database=x` }] }),
    ],
    [
      "a password with / in an address",
      (value: string) => container({ env: [{ name: "URL", value: `postgres://u:a/${value}@db:5432/x` }] }),
    ],
    [
      "a password with @ in an address",
      (value: string) => container({ env: [{ name: "URL", value: `postgres://u:a@${value}@db:5432/x` }] }),
    ],
    [
      "a header of a probe",
      (value: string) =>
        container({ readinessProbe: { httpGet: { httpHeaders: [{ name: "Authorization", value }] } } }),
    ],
    [
      "a header of a measurement",
      (value: string) =>
        named("AnalysisTemplate", "a", {
          spec: { metrics: [{ provider: { web: { headers: [{ key: "X-Api-Key", value }] } } }] },
        }),
    ],
    [
      "a header in a command",
      (value: string) => container({ command: ["sh", "-c", `curl -H "Authorization: Bearer ${value}" x`] }),
    ],
    [
      "a field of a custom resource",
      (value: string) => named("Database", "a", { spec: { admin: { password: value } } }),
    ],
    [
      "a field below a secret's name",
      (value: string) => named("Database", "a", { spec: { credentials: { user: "u", word: [value] } } }),
    ],
    [
      "JSON in one line",
      (value: string) =>
        named("ConfigMap", "a", { data: { "a.json": `{"a":1,"password":"${value}","b":2}` } }),
    ],
    [
      "YAML in one line",
      (value: string) => named("ConfigMap", "a", { data: { "a.yaml": `db: {user: u, password: ${value}}` } }),
    ],
    [
      "a block below its name",
      (value: string) =>
        named("ConfigMap", "a", { data: { "a.yaml": `db:\n  password: |\n    ${value}\n  port: 1\n` } }),
    ],
    [
      "a value on the line below",
      (value: string) => named("ConfigMap", "a", { data: { "a.json": `{"password":\n  "${value}"\n}` } }),
    ],
    [
      "a shell's export",
      (value: string) =>
        named("ConfigMap", "a", { data: { "run.sh": `set -e\nexport PASSWORD=${value}\n` } }),
    ],
    [
      "a flag in a shell's line",
      (value: string) => container({ command: ["sh", "-c", `login --password ${value} --user u`] }),
    ],
    [
      "an annotation",
      (value: string) => ({
        kind: "Service",
        metadata: { name: "a", annotations: { "example.com/config": `{"token":"${value}"}` } },
      }),
    ],
    [
      "an annotation's name",
      (value: string) => ({
        kind: "Service",
        metadata: { name: "a", annotations: { "example.com/api-token": value } },
      }),
    ],
    [
      "a token known by its shape",
      (value: string) =>
        container({ env: [{ name: "REMOTE", value: `ghp_${value.replace("-", "")}aaaaaaaaaaaaaaaa` }] }),
    ],
    ["a number", (value: string) => named("Database", "a", { spec: { pin: 1, password: [value] } })],
  ])("PP-25 %s: not shown on either side, and seen to change", (_, make) => {
    const diffs = compareManifests(stream(make(`${PLANTED}-old`)), stream(make(`${PLANTED}-new`)));
    expect(diffs).toHaveLength(1);
    expect(diffs[0]?.diff).not.toContain(PLANTED);
    expect(diffs[0]?.diff).toMatch(/^-.*\(redacted\)/m);
    expect(diffs[0]?.diff).toMatch(/^\+.*\(redacted, changed\)/m);
    for (const [before, after] of [
      ["", stream(make(PLANTED))] as const,
      [stream(make(PLANTED)), ""] as const,
    ]) {
      expect(compareManifests(before, after)[0]?.diff).not.toContain(PLANTED);
    }
  });

  test("references to secrets, addresses and digests stay readable", () => {
    const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
    const after = container({
      image: `registry/app@${digest}`,
      env: [
        { name: "DATABASE", valueFrom: { secretKeyRef: { name: "app-postgres", key: "url" } } },
        { name: "AUTHOR", value: "Ada" },
        { name: "UPSTREAM", value: "http://auth:8080/path" },
      ],
    });
    const diff = compareManifests("", stream(after))[0]?.diff ?? "";
    for (const readable of [
      digest,
      "name: app-postgres",
      "key: url",
      "value: Ada",
      "http://auth:8080/path",
    ]) {
      expect(diff).toContain(readable);
    }
  });

  test("a text of 200 KB takes no time, whatever it is made of", () => {
    const texts = [
      "password ".repeat(20_000),
      "a:".repeat(100_000),
      " ".repeat(200_000),
      "-".repeat(200_000),
      "\n".repeat(200_000),
      "x://".repeat(50_000),
      `x://${"a:".repeat(100_000)}`,
    ];
    const began = process.cpuUsage();
    for (const text of texts) withoutSecrets(text);
    const { user } = process.cpuUsage(began);
    // Quadratic code takes minutes for these.
    expect(user / 1e6).toBeLessThan(20);
  });

  test("plain settings stay readable", () => {
    const after = container({
      env: [{ name: "LOG_LEVEL", value: "debug" }],
      volumeMounts: [{ name: "token", mountPath: "/var/token" }],
    });
    const diff = compareManifests("", stream(after))[0]?.diff ?? "";
    expect(diff).toContain("value: debug");
    expect(diff).toContain("mountPath: /var/token");
    expect(diff).not.toContain("redacted");
  });
});
