import { join } from "node:path";
import { tellStory } from "../demo/demo.ts";
import type { Narrator } from "../demo/narrator.ts";
import { slipwayDone } from "../demo/slipway.ts";
import { storyServices } from "../demo/story-services.ts";
import { NotUp } from "../platform/not-up.ts";
import { explain } from "../preflight/preflight.ts";
import { keepBoard } from "./board.ts";
import { logFile, startEmbedded } from "./embedded.ts";
import { openParts } from "./parts.ts";
import { findMissingForDemo } from "./preflight.ts";
import { openEmbeddedStage } from "./stage.ts";
import { addresses, contents, next } from "./words.ts";

const longestSeconds = 90;

/**
 * Tells the story on embedded parts: starts them, plays the acts, shows the board, ends everything.
 * @param started when the command began, in milliseconds since the epoch
 * @throws ActFailed that names the step and shows what was seen
 */
export async function embeddedDemo(narrator: Narrator, started: number, signal: AbortSignal): Promise<void> {
  // What the machine carries and the stores need is known for these alone.
  process.env.SLIPWAY_SERVICES = storyServices;
  const findings = await findMissingForDemo();
  if (findings.length > 0) throw new NotUp(explain(findings));
  const parts = await openParts(signal, process.stderr);
  try {
    narrator.show(contents(parts));
    await using embedded = await startEmbedded(parts, storyServices.split(","), signal);
    const stage = openEmbeddedStage(embedded, narrator);
    narrator.note("parts found or built, and started", secondsSince(started));
    await embedded.begin();
    await interruptible(tellStory(stage), signal);
    await narrator.act("What it took, and where things stand");
    const board = await narrator.step("the board, made by its verb", () =>
      keepBoard(embedded.runner, join(parts.folder, "board")),
    );
    const why = await slipwayDone(stage.venue, embedded.clone, "developer", "why", "product", "prod");
    narrator.show(`slipway why product prod\n${why.trimEnd()}\n`);
    narrator.note("everything, from the command to here", secondsSince(started), longestSeconds);
    narrator.show(narrator.table());
    narrator.show(`The board    ${board.page}${board.picture ? `\n   as a picture ${board.picture}` : ""}`);
    narrator.show(`What the parts printed    ${logFile()}\n${addresses(embedded, stage)}${next}`);
    await interruptible(
      narrator.pause("All of it still runs. Enter ends it, and nothing of it stays …"),
      signal,
    );
  } finally {
    await parts.remove();
  }
}

const secondsSince = (started: number): number => (Date.now() - started) / 1000;

/** The story's waits know no signal; what they wait for ends with its parts. */
async function interruptible(playing: Promise<void>, signal: AbortSignal): Promise<void> {
  const interrupted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new Error("interrupted"));
    signal.addEventListener("abort", () => reject(new Error("interrupted")));
  });
  await Promise.race([playing, interrupted]);
}
