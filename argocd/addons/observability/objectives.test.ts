import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { assertFiring, type Firing, objectives, type Story } from "./testing/promtool.ts";
import { type Phase, type Series, scraped } from "./testing/traffic.ts";

/** Hours of samples are evaluated, on a machine that may be busy. */
vi.setConfig({ testTimeout: 240_000 });

const repository = join(import.meta.dirname, "../../..");
const hours = (count: number): number => count * 60;
const good: Phase = { minutes: hours(3), perSecond: 10 };

const served = (service: string, ...phases: readonly Phase[]) =>
  scraped({ namespace: "shop-prod", service, phases });

const burn = (service: string, window: string, changes: Partial<Firing> = {}): Firing => ({
  alertname: "ErrorBudgetBurn",
  namespace: "shop-prod",
  service,
  slo: "availability",
  severity: window === "1h" || window === "6h" ? "page" : "ticket",
  window,
  ...changes,
});

const burns = (service: string, ...windows: readonly string[]): readonly Firing[] =>
  windows.map((window) => burn(service, window));

const stories: readonly Story[] = [
  {
    name: "a planted burn: everything fails, from the third hour on",
    series: served("product", good, { minutes: 30, perSecond: 10, errors: 1 }),
    firing: {
      179: [],
      190: burns("product", "1h", "6h", "1d", "3d"),
    },
  },
  {
    name: "an outage that is over is silent minutes later, though it still counts in the hour",
    series: served("product", good, { minutes: 30, perSecond: 10, errors: 1 }, { ...good, minutes: 60 }),
    firing: { 205: burns("product", "1h", "6h", "1d", "3d"), 218: burns("product", "6h", "1d", "3d") },
  },
  {
    name: "2 % errors are a matter of minutes for a critical service and of days for a standard one",
    series: [...served("order", { ...good, errors: 0.02 }), ...served("product", { ...good, errors: 0.02 })],
    firing: { 120: [...burns("order", "1h", "6h", "1d", "3d"), ...burns("product", "1d", "3d")] },
  },
  {
    name: "within the budget: 0.4 % errors of a standard service, 2 % slow answers",
    series: served("product", { ...good, errors: 0.004, slow: 0.02 }),
    firing: { 60: [], 170: [] },
  },
  {
    name: "a quiet service: an error now and then in an idle night",
    series: served(
      "order",
      { minutes: 60, perSecond: 0.002 },
      { minutes: 1, perSecond: 1 / 60, errors: 1 },
      { minutes: 60, perSecond: 0.002 },
    ),
    firing: { 62: [], 64: [], 110: [] },
  },
  {
    name: "no traffic, and no series at all",
    series: served("product", { minutes: 120, perSecond: 0 }),
    firing: { 10: [], 100: [] },
  },
  {
    name: "a service that nobody calls any more",
    series: served("product", good, { minutes: 120, perSecond: 0 }),
    firing: { 182: [], 290: [] },
  },
  {
    name: "slow answers burn the budget for latency alone",
    series: served("product", { ...good, slow: 0.9 }),
    firing: {
      60: ["1h", "6h", "1d", "3d"].map((window) => burn("product", window, { slo: "latency" })),
    },
  },
  {
    name: "an outage in dev wakes nobody up, and one service's is not another's",
    series: [
      ...scraped({ namespace: "shop-dev", service: "product", phases: [{ ...good, errors: 0.5 }] }),
      ...served("product", good),
      ...served("cart", good),
    ],
    firing: {
      60: ["1h", "6h", "1d", "3d"].map((window) =>
        burn("product", window, { namespace: "shop-dev", severity: "ticket" }),
      ),
    },
  },
];

test("SP-12 ES-24 a planted burn fires; an idle service and one without traffic do not", async () => {
  await assertFiring(stories);
});

test("the first parked event fires, and the alert ends a while later", async () => {
  const parked = (values: string): readonly Series[] => [
    { series: `events_handled_total{${labels},event="order.confirmed",result="parked"}`, values },
    { series: `events_handled_total{${labels},event="order.confirmed",result="done"}`, values: "0+5x80" },
  ];
  const labels = 'namespace="shop-prod",service="cart",pod="cart-1"';
  const alert: Firing = {
    alertname: "EventsParked",
    namespace: "shop-prod",
    service: "cart",
    severity: "ticket",
    event: "order.confirmed",
  };
  await assertFiring([
    { name: "new", series: parked("_x20 1x60"), firing: { 19: [], 22: [alert], 34: [alert], 40: [] } },
    { name: "grown", series: parked("3x30 4x50"), firing: { 29: [], 33: [alert], 50: [] } },
  ]);
});

test("events that wait in the outbox for minutes fire, short waits do not", async () => {
  const outbox = (values: string): readonly Series[] => [
    { series: 'outbox_oldest_seconds{namespace="shop-prod",service="order",pod="order-1"}', values },
  ];
  const alert: Firing = {
    alertname: "EventsNotPublished",
    namespace: "shop-prod",
    service: "order",
    severity: "page",
  };
  await assertFiring([
    { name: "waiting", series: outbox("0x5 60+60x20"), firing: { 8: [], 12: [alert] } },
    { name: "a moment", series: outbox("0x5 130 0x20"), firing: { 6: [], 8: [], 12: [] } },
  ]);
});

test.each([
  [
    "that never look whether it still goes on",
    / and namespace_service_slo:burn:5m\{\} > 14.4/,
    "",
    "an outage that is over",
  ],
  ["that divide by what little there is", /0\.2( \*|\))/g, "0.000001$1", "a quiet service"],
  ["that take every answer for good", /"5\.\."/, '"7.."', "a planted burn"],
  ["that mix namespaces", /by \(namespace, service\)/g, "by (service)", "an outage in dev"],
  ["with one budget for all", /api-gateway\|order/, "nobody", "2 % errors"],
  ["that take any bucket for quick enough", /,le="0\.5"/, "", "slow answers"],
] as const)("rules %s are rejected", async (_what, from, to, told) => {
  const story = stories.filter(({ name }) => name.startsWith(told));
  const planted = assertFiring(story, (rules) => {
    const changed = rules.replace(from, to);
    if (changed === rules) throw new Error(`the rules do not say ${from}`);
    return changed;
  });
  await expect(planted).rejects.toThrow(/exp:[\s\S]*got:/);
});

interface Declared {
  readonly name: string;
  readonly tier: "critical" | "standard";
  readonly slo: { readonly errorRatio: number; readonly p95Seconds: number };
}

test("tiers, budgets and latencies are those of services/*/service.yaml", () => {
  const folder = join(repository, "services");
  const services = readdirSync(folder)
    .map((name) => join(folder, name, "service.yaml"))
    .filter(existsSync)
    .map((file) => parse(readFileSync(file, "utf8")) as Declared);
  const rules = readFileSync(objectives, "utf8");
  const namedIn = (form: RegExp) => (form.exec(rules)?.[1] ?? "").split("|");
  const namesOf = (which: (one: Declared) => boolean) => services.filter(which).map(({ name }) => name);
  expect(namedIn(/0\.001 \* group .*service=~"([^"]+)"/)).toEqual(namesOf(({ tier }) => tier === "critical"));
  const budgets = { critical: 0.001, standard: 0.005 };
  for (const budget of Object.values(budgets)) expect(rules).toContain(`${budget} * group by`);
  expect(namesOf(({ tier, slo }) => slo.errorRatio !== budgets[tier])).toEqual([]);
  expect(namedIn(/service!~"([^"]+)",le="0\.5"/)).toEqual(namesOf(({ slo }) => slo.p95Seconds !== 0.5));
  expect(namedIn(/service=~"([^"]+)",le=~"1\|/)).toEqual(namesOf(({ slo }) => slo.p95Seconds === 1));
});

test("ES-24 every alert names its runbook, which exists", () => {
  const { groups } = parse(readFileSync(objectives, "utf8")).spec as {
    groups: { rules: { alert?: string; annotations?: Record<string, string> }[] }[];
  };
  const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
  const runbooks = alerts.map(({ annotations }) => annotations?.runbook_url ?? "");
  for (const url of runbooks) {
    const [, path = ""] = /^https:\/\/github\.com\/slipway-dev\/slipway\/blob\/main\/(.+)$/.exec(url) ?? [];
    expect(existsSync(join(repository, path || "no address")), url).toBe(true);
  }
  expect(alerts.length).toBeGreaterThan(4);
});
