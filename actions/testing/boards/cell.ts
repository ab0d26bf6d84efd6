/** Cells of a board: one service in one environment. */
import type { Cell, Health } from "@slipway/lib/app/board/document.ts";
import { ago, MINUTE, sha } from "./times.ts";

const PEOPLE = ["Ada Byron", "Grace Murray", "Edsger Wybe", "Barbara Huberman", "Radia Joy", "Ken Lane"];

export type CellChange = Partial<Omit<Cell, "environment" | "health">> & {
  readonly health?: Partial<Health>;
};

/** A healthy cell of this age, with changes. */
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

export const behind = (
  environment: string,
  version: string,
  commits: number,
  releases: number,
  long: number,
) => ({
  behind: { environment, version, commits, releases, since: ago(long) },
});

export const wait = (gate: string, reason: string, until: number | null = null): CellChange => ({
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

export const pull = (environment: string, service: string, version: string, number: number): CellChange => ({
  promotion: {
    branch: `promote/${environment}/${service}`,
    version,
    number,
    url: `https://github.com/slipway/shop/pull/${number}`,
    check: { state: "success", description: "all gates are open", at: ago(120_000), by: "slipway[bot]" },
  },
});
