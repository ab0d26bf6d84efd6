import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { OnRollOver } from "./store.ts";

/** A refusal loses no evidence, so the reporter stays ready: a log line with the remedy and a gauge report it. */
export function rollOverReport(log: Log, metrics: Pick<Metrics, "rolledOver">): OnRollOver {
  return ({ environment }, answer) => {
    const isDone = "tip" in answer;
    metrics.rolledOver(environment, isDone);
    if (isDone) log.info("evidence history cut", { environment, archive: answer.archive });
    else log.warn("evidence history not cut", { ...answer });
  };
}
