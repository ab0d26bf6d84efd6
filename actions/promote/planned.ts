/** The answer of a dry run: a table for people, one entry a service for programs. */
import type { Answer, Paint, Tone } from "@slipway/lib/app/report/answer.ts";
import type { Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { table } from "@slipway/lib/app/report/terminal.ts";
import { wordsOf } from "@slipway/lib/domain/gates/gate.ts";
import type { Decision } from "@slipway/lib/domain/promotions/decision.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { sentence } from "./describe.ts";
import type { Verdict } from "./prepare.ts";
import { STATUS } from "./status.ts";
import type { Step } from "./steps.ts";

const HEADER = ["environment", "service", "now", "next", "what happens"];
const LONGEST = 110;

export function planned(steps: readonly Step[]): Outcome {
  const entries = steps.flatMap((step) => step.group.verdicts.map((verdict) => entry(step, verdict)));
  const outputs = { pulls: "[]" };
  return { outputs, results: [], answer: answer(entries, outputs) };
}

interface Entry extends Result {
  readonly decision: Decision["kind"];
  /** Version pinned in the environment. */
  readonly now: string | null;
  /** Version that would come. */
  readonly next: string | null;
  readonly what: string;
  readonly until: string | null;
  readonly gates: readonly { gate: string; open: boolean; words: string }[];
}

const PLANNED_STATUS = { promote: "nothing", ...STATUS } as const;

function entry(step: Step, verdict: Verdict): Entry {
  const { read, decision } = verdict;
  const { environment, service, current } = read.facts;
  return {
    environment,
    service,
    status: PLANNED_STATUS[decision.kind],
    reason: sentence(step, verdict),
    decision: decision.kind,
    now: typeof current === "object" ? current.version : null,
    next: nextOf(decision)?.version ?? null,
    what: what(step, verdict),
    until: decision.kind === "wait" ? (decision.until?.toISOString() ?? null) : null,
    gates: decision.gates.map((each) => ({
      gate: each.gate,
      open: each.open === true,
      words: wordsOf(each),
    })),
  };
}

function nextOf(decision: Decision): Release | undefined {
  if (decision.kind === "promote") return decision.new;
  return decision.kind === "nothing" ? undefined : decision.release;
}

function what(step: Step, { decision }: Verdict): string {
  if (step.kind === "foreign") return `not changed: ${step.reason}`;
  const closes =
    step.kind === "close" && step.group.pull !== undefined ? `, closes ${step.group.pull.url}` : "";
  switch (decision.kind) {
    case "promote":
      return moves(step);
    case "wait":
      return `waits for ${decision.gate}${closes}: ${decision.reason}`;
    case "refuse":
      return `refused by ${decision.gate}${closes}: ${decision.reason}`;
    case "nothing":
      return `nothing${closes}: ${decision.reason}`;
  }
}

function moves({ kind, group: { pull, target } }: Step): string {
  const merges = target.merge === "auto" ? "; merged when all gates are open" : "";
  if (pull === undefined) return `opens a pull request${merges}`;
  return kind === "keep" ? `${pull.url} is up to date${merges}` : `updates ${pull.url}${merges}`;
}

const TONES: Readonly<Record<Decision["kind"], Tone>> = {
  promote: "good",
  wait: "warn",
  refuse: "bad",
  nothing: "muted",
};

function answer(entries: readonly Entry[], outputs: Outcome["outputs"]): Answer {
  return {
    document: { outputs, results: entries },
    text(paint: Paint) {
      if (entries.length === 0) return "There is no release yet, so there is nothing to promote.";
      const rows = entries.map(({ environment, service, now, next, what: happens }) => [
        ...[environment ?? "", service, now ?? "-", next ?? "-", shortened(happens)],
      ]);
      const [header = "", ...lines] = table(HEADER, rows).split("\n");
      const painted = lines.map((line, index) => paint(TONES[entries[index]?.decision ?? "nothing"], line));
      return [paint("strong", header), ...painted].join("\n");
    },
  };
}

function shortened(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
