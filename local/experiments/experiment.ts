import { parseArgs } from "node:util";
import { runningStatus } from "../platform/state.ts";
import { attach } from "../platform/up.ts";
import { communication } from "./communication.ts";
import { load } from "./load.ts";
import { resilience } from "./resilience.ts";
import { type Stage, stageOnMachine, stageOnPlatform } from "./stage.ts";
import { Story } from "./story.ts";
import { tracing } from "./tracing.ts";
import { traffic } from "./traffic.ts";

/**
 * `npm run experiment -- <name>`: prints events, reasons and figures; exits with 1 when a claim does not
 * hold. It uses dev of the local platform (`--platform <name>`, demo) when that runs; otherwise, or with
 * `--machine`, its own shop.
 */

const experiments: Readonly<Record<string, (stage: Stage, story: Story) => Promise<void>>> = {
  communication,
  traffic,
  tracing,
  resilience,
  load,
};
/** These need internals of the platform. */
const onMachineOnly = new Set(["tracing"]);

const { name, wantsMachine, platformName } = asked();
const experiment = experiments[name];
if (experiment === undefined) {
  process.stderr.write(
    `usage: npm run experiment -- <name> [--machine | --platform <name>]\n"${name}": no such experiment; there are ${Object.keys(experiments).join(", ")}.\n`,
  );
  process.exit(2);
}
process.exit((await run(experiment)) ? 0 : 1);

async function run(tell: (stage: Stage, story: Story) => Promise<void>): Promise<boolean> {
  const story = new Story();
  let stage: Stage | undefined;
  try {
    stage = await openStage();
    story.title(`${name}: ${stage.where}, ${stage.services.length} services`);
    await tell(stage, story);
    return story.end();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return false;
  } finally {
    await stage?.close();
  }
}

async function openStage(): Promise<Stage> {
  const isUp = !wantsMachine && (await runningStatus(platformName))?.phase === "ready";
  if (isUp && !onMachineOnly.has(name)) return stageOnPlatform(await attach(platformName));
  process.stderr.write("Starting a shop on this machine …\n");
  return stageOnMachine();
}

function asked(): { name: string; wantsMachine: boolean; platformName: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { machine: { type: "boolean" }, platform: { type: "string", default: "demo" } },
      allowPositionals: true,
    });
    const [name = ""] = positionals;
    return { name, wantsMachine: values.machine === true, platformName: values.platform };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}
