import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { tellStory } from "../demo/demo.ts";
import type { Narrator } from "../demo/narrator.ts";
import { slipwayDone } from "../demo/slipway.ts";
import { storyServices } from "../demo/story-services.ts";
import { embeddedSources } from "../live/embedded.ts";
import { serveLive } from "../live/server.ts";
import { NotUp } from "../platform/not-up.ts";
import { explain } from "../preflight/preflight.ts";
import { keepBoard } from "./board.ts";
import { type Embedded, logFile, startEmbedded } from "./embedded.ts";
import { openParts, type Parts } from "./parts.ts";
import { findMissingForDemo } from "./preflight.ts";
import { openEmbeddedStage } from "./stage.ts";
import { addresses, contents, leftOut, next, verbTable } from "./words.ts";

/** Where everything was built or unpacked before. */
const longestSeconds = 90;
/** Processes that do not end within this time are killed. */
const endSeconds = 5;

/**
 * Runs the demo on embedded parts: starts them, runs the acts, shows the board, ends everything.
 * @param started when the command began, in milliseconds since the epoch
 * @throws ActFailed with the name of the step and what was observed
 */
export async function embeddedDemo(narrator: Narrator, started: number, signal: AbortSignal): Promise<void> {
  // The machine's capacity and the stores' needs are known for these services only.
  process.env.SLIPWAY_SERVICES = storyServices;
  const findings = await findMissingForDemo();
  if (findings.length > 0) throw new NotUp(explain(findings));
  const parts = await openParts(signal, process.stderr);
  let starting: Promise<Embedded> | undefined;
  try {
    narrator.note("programs found, built or unpacked", secondsSince(started));
    narrator.show(contents(parts));
    const began = Date.now();
    starting = startEmbedded(parts, storyServices.split(","), signal);
    const embedded = await interruptible(starting, signal);
    narrator.note("every part started", secondsSince(began));
    await using live = await serveLive(embeddedSources(embedded));
    narrator.show(`Live board   ${live.url}\n`);
    await interruptible(runStory(embedded, parts, narrator, started), signal);
  } finally {
    await end(starting);
    await parts.remove();
  }
}

async function runStory(
  embedded: Embedded,
  parts: Parts,
  narrator: Narrator,
  started: number,
): Promise<void> {
  const stage = openEmbeddedStage(embedded, narrator);
  await narrator.step("the repository pushed to the forge", () => embedded.begin());
  await tellStory(stage);
  await narrator.act("Durations and addresses");
  const board = await narrator.step("the board, made by its verb", () =>
    keepBoard(embedded.runner, join(parts.folder, "board")),
  );
  const why = await slipwayDone(stage.venue, embedded.clone, "developer", "why", "product", "prod");
  for (const what of leftOut(parts)) narrator.leaveOut(what);
  narrator.note("everything since the command", secondsSince(started), longestSeconds);
  narrator.show(`${narrator.table()}\nSeconds of each verb\n${verbTable(embedded.runner.spent)}`);
  narrator.show(`slipway why product prod\n${why.trimEnd()}\n`);
  narrator.show(`The board    ${board.page}${board.picture ? `\n   as a picture ${board.picture}` : ""}`);
  narrator.show(`Log of the parts    ${logFile()}\n${addresses(embedded, stage)}${next}`);
  await narrator.pause("Everything is still running. Enter ends and removes it …");
}

const secondsSince = (started: number): number => (Date.now() - started) / 1000;

/**
 * Ends the parts in an orderly way. A part that takes too long, or did not start, is left to the guard of
 * their folder.
 */
async function end(starting: Promise<Embedded> | undefined): Promise<void> {
  const ending = starting?.then(
    (embedded) => embedded[Symbol.asyncDispose](),
    // The cause was already printed, and its own parts have ended.
    () => {},
  );
  await Promise.race([ending, delay(endSeconds * 1000, undefined, { ref: false })]).catch(() => {});
}

/** The demo's waits have no signal; they end when the parts end. */
async function interruptible<Value>(playing: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const interrupted = new Promise<never>((_, reject) => {
    const refuse = () => reject(new Error("interrupted"));
    if (signal.aborted) refuse();
    signal.addEventListener("abort", refuse);
  });
  return Promise.race([playing, interrupted]);
}
