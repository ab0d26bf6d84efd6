/**
 * What is to become of every pin: the one evaluation of gates, for the verb that promotes and for those that only look. They
 * differ in one thing: who only looks does not ask what lies outside git, and reports it as not asked.
 */
import type { Environment } from "../../domain/environments/environments.ts";
import type { PinPlace, Pins } from "../../domain/pins/declaration.ts";
import type { HistoryOf } from "../../domain/pins/history.ts";
import type { Decision } from "../../domain/promotions/decision.ts";
import { decide } from "../../domain/promotions/planner.ts";
import type { FactSources } from "../../domain/promotions/sources.ts";
import { decideFinally, type OutsideGates } from "../gate-answers/outside.ts";
import type { AskedBypasses } from "../promotions/bypass.ts";
import { readPinFacts } from "./facts.ts";

/** What was decided about one pin, and where it would be written. */
export interface Decided {
  readonly environment: Environment;
  readonly service: string;
  readonly place: PinPlace;
  readonly decision: Decision;
}

interface Asked {
  readonly pins: Pins;
  readonly bypasses: AskedBypasses;
  /** For a caller that reads the histories too. */
  readonly historyOf?: HistoryOf;
  /** Absent: only git is read. */
  readonly gate?: OutsideGates;
}

/** In promotion order, then by service. */
export async function decidePins(
  sources: FactSources,
  { pins, bypasses, gate, historyOf }: Asked,
): Promise<readonly Decided[]> {
  const facts = await readPinFacts(sources, pins, bypasses, historyOf);
  return await Promise.all(
    facts.map(
      async ({ facts: each, place, answers }): Promise<Decided> => ({
        environment: each.policy,
        service: each.service,
        place,
        decision: gate === undefined ? decide(each, answers) : await decideFinally(each, gate, answers),
      }),
    ),
  );
}
