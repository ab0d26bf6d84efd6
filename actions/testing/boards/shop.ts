/** The board of a shop, for the tests of the page and for its picture in the docs. */
import type { Board, BoardEnvironment } from "@slipway/lib/app/board/document.ts";
import { behind, cellOf, pull, wait } from "./cell.ts";
import { dora } from "./dora.ts";
import { AT, ago, DAY, HOUR, MINUTE, sha } from "./times.ts";

/** Fourteen services in three environments, with one example of each state. */
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
  return { ...emptyBoard(), environments: environmentsOf(), services, dora: dora(), ...change };
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
