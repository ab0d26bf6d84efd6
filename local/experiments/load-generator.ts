import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import { k6 } from "../components/k6/component.ts";
import { programOf } from "./program.ts";

export interface LoadOptions {
  readonly gateway: string;
  /** How many customers at once. */
  readonly customers: number;
  readonly seconds: number;
  /** The limits of 95 and 99 of a hundred answers, in milliseconds. */
  readonly limits: { readonly p95: number; readonly p99: number };
}

/** What `services/loadgen/summary.js` writes. */
export interface Measured {
  readonly journeys: number;
  readonly failedJourneys: number;
  /** Requests. */
  readonly perSecond: number;
  readonly rows: readonly {
    readonly what: string;
    readonly count: number;
    readonly failed: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  }[];
  /** Limits that were not kept, as k6 names them. */
  readonly exceeded: readonly string[];
  /** What went wrong for customers, the first few. */
  readonly complaints: readonly string[];
}

/** k6's exit code when it ran to the end and a limit was exceeded. */
const limitExceeded = 99;
const mostComplaints = 5;

/** The k6 program, built at the first call. */
export function loadGenerator(signal: AbortSignal): Promise<string> {
  return programOf(k6, signal);
}

/** Sends k6's customers to a gateway; those who have begun come to their end. */
export async function sendCustomers(program: string, options: LoadOptions): Promise<Measured> {
  const { gateway, customers, seconds, limits } = options;
  const folder = await mkdtemp(join(tmpdir(), "slipway-load-"));
  const summary = join(folder, "summary.json");
  try {
    const { exitCode, stderr } = await execa(program, ["run", "--quiet", "--address=", "journeys.js"], {
      cwd: join(repositoryRoot, "services/loadgen"),
      env: {
        ...{ GATEWAY: gateway, CUSTOMERS: String(customers), DURATION: `${seconds}s`, SUMMARY_FILE: summary },
        ...{ P95_MS: String(limits.p95), P99_MS: String(limits.p99) },
        // It calls nobody but the shop.
        ...{ K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false", K6_LOG_FORMAT: "json" },
      },
      reject: false,
      timeout: (seconds + 120) * 1000,
    });
    if (exitCode !== 0 && exitCode !== limitExceeded)
      throw new Error(
        `k6 ended with ${exitCode} and measured nothing:\n${stderr.split("\n").slice(-10).join("\n")}`,
      );
    const figures = JSON.parse(await readFile(summary, "utf8")) as Omit<Measured, "complaints">;
    return { ...figures, complaints: complaintsIn(stderr) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the script itself said; k6 has lines of its own. */
function complaintsIn(log: string): readonly string[] {
  return log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { readonly source?: string; readonly msg?: string })
    .flatMap(({ source, msg }) => (source === "console" && msg !== undefined ? [msg] : []))
    .slice(0, mostComplaints);
}
