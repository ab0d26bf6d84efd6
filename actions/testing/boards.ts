/** Boards as a shop has them, the same each time: for the tests of the page and for its picture in the docs. */
import type { Board, BoardEnvironment, Cell, Health } from "@slipway/lib/app/board/document.ts";

const AT = Date.parse("2026-03-12T14:20:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ago = (milliseconds: number) => new Date(AT - milliseconds).toISOString();
const sha = (seed: string, length = 40) => Buffer.from(seed).toString("hex").repeat(20).slice(0, length);

const PEOPLE = ["Ada Byron", "Grace Murray", "Edsger Wybe", "Barbara Huberman", "Radia Joy", "Ken Lane"];

type CellChange = Partial<Omit<Cell, "environment" | "health">> & { readonly health?: Partial<Health> };

/** A healthy cell, `age` old, with what is special about it. */
export function cellOf(
  environment: string,
  service: string,
  version: string | null,
  age: number,
  change: CellChange = {},
): Cell {
  const { health, ...rest } = change;
  const seed = `${service} ${version}`;
  const by = PEOPLE[(seed.length + service.length * 3 + environment.length) % PEOPLE.length] ?? "";
  const cluster = {
    name: "eu-1",
    state: "healthy",
    version,
    since: ago(age - 3 * MINUTE),
    message: "",
  } as const;
  const none: Health = { state: "unknown", since: null, message: "", isSilent: false, clusters: [] };
  return {
    environment,
    release:
      version === null
        ? null
        : { id: `sha256:${sha(seed, 64)}`, version, digest: `sha256:${sha(seed, 64)}`, source: sha(seed) },
    pin: null,
    fault: null,
    change:
      version === null
        ? null
        : {
            at: ago(age),
            by,
            verb: environment === "dev" ? "bump" : "promote",
            commit: sha(`${seed}${environment}`),
            subject: `${environment === "dev" ? "bump" : "promote"}(${environment}): ${service} ${version}`,
            reason: null,
            from: null,
            bypasses: [],
            confirmed: null,
          },
    health:
      version === null
        ? none
        : {
            state: "healthy",
            since: cluster.since,
            message: "",
            isSilent: false,
            clusters: [cluster],
            ...health,
          },
    paused: null,
    canary: null,
    behind: null,
    holds: [],
    next: null,
    promotion: null,
    ...rest,
  };
}

const behind = (environment: string, version: string, commits: number, releases: number, long: number) => ({
  behind: { environment, version, commits, releases, since: ago(long) },
});

const wait = (gate: string, reason: string, until: number | null = null): CellChange => ({
  next: {
    kind: "wait",
    version: null,
    gate,
    reason,
    until: until === null ? null : ago(-until),
    unasked: [{ gate: "signature", words: "whether the image is signed" }],
    gates: [
      { gate: "order", isOpen: true, words: "its source contains the one that is there", until: null },
      { gate, isOpen: false, words: reason, until: until === null ? null : ago(-until) },
    ],
  },
});

const pull = (environment: string, service: string, version: string, number: number): CellChange => ({
  promotion: {
    branch: `promote/${environment}/${service}`,
    version,
    number,
    url: `https://github.com/slipway/shop/pull/${number}`,
    check: { state: "success", description: "all gates are open", at: ago(120_000), by: "slipway[bot]" },
  },
});

/** Fourteen services in three environments, with one of everything that may happen. */
export function shopBoard(change: Partial<Board> = {}): Board {
  const quiet = (name: string, version: string, dev: number, staging: number, prod: number) => ({
    name,
    cells: [
      cellOf("dev", name, version, dev),
      cellOf("staging", name, version, staging),
      cellOf("prod", name, version, prod),
    ],
  });
  const services = [
    {
      name: "api-gateway",
      cells: [
        cellOf("dev", "api-gateway", "2.14.1", 26 * MINUTE),
        cellOf("staging", "api-gateway", "2.14.0", 5 * HOUR, {
          ...behind("dev", "2.14.1", 1, 1, 26 * MINUTE),
          ...wait("soak", "healthy for 23 min of the 30 min it has to be", 7 * MINUTE),
        }),
        cellOf("prod", "api-gateway", "2.13.4", 2 * DAY, {
          ...behind("staging", "2.14.0", 4, 1, 5 * HOUR),
          ...pull("prod", "api-gateway", "2.14.0", 481),
        }),
      ],
    },
    quiet("basket", "1.8.0", 3 * DAY, 3 * DAY - 2 * HOUR, 2 * DAY),
    quiet("catalog", "3.2.6", 9 * DAY, 9 * DAY - HOUR, 8 * DAY),
    {
      name: "checkout",
      cells: [
        cellOf("dev", "checkout", "4.1.0", 3 * HOUR),
        cellOf("staging", "checkout", "4.1.0", 2 * HOUR),
        cellOf("prod", "checkout", "4.1.0", 6 * MINUTE, {
          health: { state: "running", since: ago(5 * MINUTE), message: "" },
          canary: { index: 2, count: 6, weight: 25 },
        }),
      ],
    },
    quiet("currency", "0.9.3", 21 * DAY, 21 * DAY, 20 * DAY),
    quiet("email", "1.1.12", 33 * DAY, 33 * DAY, 32 * DAY),
    {
      name: "order",
      cells: [
        cellOf("dev", "order", "5.7.1", 50 * MINUTE),
        cellOf("staging", "order", "5.7.0", 95 * MINUTE, {
          ...behind("dev", "5.7.1", 1, 1, 50 * MINUTE),
          health: {
            state: "aborted",
            since: ago(80 * MINUTE),
            message: "success-rate was 0.82 for 3 measurements, expected at least 0.99",
          },
        }),
        cellOf("prod", "order", "5.6.2", 4 * DAY, behind("staging", "5.7.0", 6, 2, 95 * MINUTE)),
      ],
    },
    {
      name: "payment",
      cells: [
        cellOf("dev", "payment", "2.3.1", 1 * DAY),
        cellOf("staging", "payment", "2.3.1", 20 * HOUR),
        cellOf("prod", "payment", "2.2.9", 18 * HOUR, {
          ...behind("staging", "2.3.1", 3, 2, 20 * HOUR),
          change: {
            at: ago(18 * HOUR),
            by: "Grace Murray",
            verb: "rollback",
            commit: sha("rollback payment"),
            subject: "rollback(prod): payment 2.3.1 → 2.2.9",
            reason: "card payments above 500 € time out",
            from: "2.3.1",
            bypasses: [],
            confirmed: null,
          },
          holds: [
            {
              version: "2.3.1",
              releaseId: `sha256:${sha("payment 2.3.1", 64)}`,
              cause: "rollback",
              reason: "card payments above 500 € time out",
              by: "Grace Murray",
              at: ago(18 * HOUR),
              until: null,
            },
          ],
          ...wait("hold", "2.3.1 is held: card payments above 500 € time out"),
        }),
      ],
    },
    {
      name: "product",
      cells: [
        cellOf("dev", "product", "1.12.0", 12 * MINUTE, {
          health: { state: "running", since: ago(11 * MINUTE), message: "" },
          canary: { index: 1, count: 4, weight: 50 },
        }),
        cellOf("staging", "product", "1.11.3", 7 * HOUR, {
          ...behind("dev", "1.12.0", 2, 1, 12 * MINUTE),
          ...wait("health", "1.12.0 is still being rolled out in dev, step 1 of 4"),
        }),
        cellOf("prod", "product", "1.11.3", 6 * HOUR),
      ],
    },
    quiet("recommendation", "0.22.1", 6 * DAY, 6 * DAY, 5 * DAY),
    {
      name: "review",
      cells: [
        cellOf("dev", "review", "0.3.0", 2 * DAY),
        cellOf("staging", "review", "0.3.0", 2 * DAY - HOUR),
        cellOf("prod", "review", null, 0, {
          behind: {
            environment: "staging",
            version: "0.3.0",
            commits: null,
            releases: 1,
            since: ago(2 * DAY),
          },
          ...pull("prod", "review", "0.3.0", 476),
        }),
      ],
    },
    {
      name: "search",
      cells: [
        cellOf("dev", "search", "6.0.2", 8 * DAY),
        cellOf("staging", "search", "6.0.2", 8 * DAY),
        cellOf("prod", "search", "6.0.2", 7 * DAY, {
          health: { state: "degraded", since: ago(14 * MINUTE), message: "2 of 6 pods are not ready" },
        }),
      ],
    },
    quiet("shipping", "2.0.8", 15 * DAY, 15 * DAY, 14 * DAY),
    quiet("storefront", "7.4.2", 1 * DAY, 1 * DAY - 3 * HOUR, 22 * HOUR),
  ];
  return { ...emptyBoard(), environments: environmentsOf(), services, dora: doraOf(), ...change };
}

function environmentsOf(): BoardEnvironment[] {
  const cluster = { name: "eu-1", beatAt: ago(40_000), isAlive: true };
  const common = { clusters: [cluster], freeze: null, stop: null };
  const words =
    '"weekend" freezes from Fri 13 Mar 2026, 16:00 (Europe/Berlin) until Mon 16 Mar 2026, 06:00 (Europe/Berlin)';
  return [
    { name: "dev", after: null, merge: "push", ...common },
    { name: "staging", after: "dev", merge: "auto", ...common },
    {
      name: "prod",
      after: "staging",
      merge: "review",
      ...common,
      freeze: { state: "coming", words, until: "2026-03-16T05:00:00.000Z" },
    },
  ];
}

export function emptyBoard(): Board {
  return {
    schema: 1,
    at: new Date(AT).toISOString(),
    repository: {
      name: "slipway/shop",
      url: "https://github.com/slipway/shop",
      branch: "main",
      commit: sha("tip"),
    },
    environments: environmentsOf(),
    services: [],
    dora: null,
    notes: [],
  };
}

function doraOf(): NonNullable<Board["dora"]> {
  const deployments = [19, 22, 17, 25, 21, 28, 9, 24, 31, 27, 33, 29];
  const failures = [2, 1, 3, 1, 2, 2, 0, 1, 2, 1, 2, 2];
  const leads = [11, 9.5, 12, 8, 7.2, 7.9, 6.1, 6.6, 5.2, 5.8, 4.4, 4.1];
  const recoveries = [41, 30, 52, 22, 18, 25, null, 14, 16, 11, 9, 12];
  const week = 7 * DAY;
  const weeks = deployments.map((count, index) => {
    const failed = failures[index] ?? 0;
    const recovery = recoveries[index] ?? null;
    return {
      from: ago(week * (12 - index)),
      to: ago(week * (11 - index)),
      deployments: count,
      leadTimeSeconds: (leads[index] ?? 0) * 3600,
      failures: failed,
      changeFailureRate: failed / count,
      recoverySeconds: recovery === null ? null : recovery * 60,
      unrecovered: 0,
      reworks: Math.max(0, failed - 1),
      reworkRate: Math.max(0, failed - 1) / count,
    };
  });
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);
  const [count, failed] = [sum(deployments), sum(failures)];
  const reworks = sum(weeks.map((each) => each.reworks));
  return {
    environment: "prod",
    from: ago(12 * week),
    to: ago(0),
    deploymentsPerWeek: count / 12,
    deployments: count,
    leadTimeSeconds: 6.4 * 3600,
    failures: failed,
    changeFailureRate: failed / count,
    recoverySeconds: 17 * 60,
    unrecovered: 1,
    reworks,
    reworkRate: reworks / count,
    weeks,
  };
}

const TEAMS =
  "ads b2b care deals fleet gifts hub loans maps media points press returns risk rooms seller stock tax tours travel wallet yield";

/** The shop's services again and again, each team's under its own names. */
export function manyServices(count: number): Board {
  const shop = shopBoard();
  const teams = TEAMS.split(" ");
  const services = Array.from({ length: count }, (_, index) => {
    const model = shop.services[index % shop.services.length];
    const team = teams[Math.floor(index / shop.services.length) % teams.length];
    return { name: `${team}-${model?.name}`, cells: model?.cells ?? [] };
  });
  return { ...shop, services: services.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}

/** Somebody tries everything that a name, a message or an address allows. */
export function hostileBoard(): Board {
  const evil = `</script></style><img src=x onerror="document.body.dataset.hacked='1'"><script>document.body.dataset.hacked="1"</script>`;
  const cells = ["dev", "staging", "prod"].map((environment) => {
    const cell = cellOf(environment, "product", "1.0.0", HOUR, {
      health: { state: "degraded", message: evil },
      holds: [
        {
          version: evil,
          releaseId: evil,
          cause: evil,
          reason: evil,
          by: evil,
          at: ago(0),
          until: null,
        },
      ],
      promotion: {
        branch: evil,
        version: evil,
        number: 1,
        url: "javascript:document.body.dataset.hacked=1",
        check: null,
      },
      ...wait(evil, evil),
    });
    return {
      ...cell,
      change: cell.change && {
        ...cell.change,
        by: evil,
        subject: evil,
        reason: evil,
        bypasses: [evil],
        confirmed: null,
      },
    };
  });
  const stop = { branch: "stop/prod", reason: evil, by: evil, since: ago(HOUR) };
  const board = shopBoard();
  return {
    ...board,
    repository: { ...board.repository, name: evil, url: `javascript:alert("${evil}")` },
    environments: board.environments.map((environment) => ({ ...environment, stop })),
    services: [{ name: "product", cells }],
    notes: [evil],
  };
}
