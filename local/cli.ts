import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { Command } from "commander";
import { BuildFailed, buildAll } from "./build/builder.ts";
import { exportArtefact } from "./build/prebuilt.ts";
import { componentsOf } from "./components/index.ts";
import { demo } from "./demo/demo.ts";
import { ActFailed, Narrator } from "./demo/narrator.ts";
import { fitToMachine } from "./demo/story-services.ts";
import { embeddedDemo } from "./embedded/demo.ts";
import { platformSources } from "./live/platform.ts";
import { serveLive } from "./live/server.ts";
import { down, reset } from "./platform/down.ts";
import { hold, release } from "./platform/hold.ts";
import { NotUp } from "./platform/not-up.ts";
import type { PlatformOptions } from "./platform/options.ts";
import { Platform } from "./platform/platform.ts";
import { readStatus } from "./platform/state.ts";
import { statusTable } from "./platform/status-table.ts";
import { attach, build, up } from "./platform/up.ts";
import { Stopped, TooLate } from "./wait/wait.ts";

/** Messages of these errors are complete. Any other error is a bug of this program, so its stack is printed. */
const explained = [NotUp, ActFailed, BuildFailed, TooLate, Stopped] as const;

const interrupted = new AbortController();
/** All parts have ended; pending waits of an aborted demo must not keep the process alive. */
let isOver = false;
// Not `once`: execa ends the process when there is no listener left.
process.on("SIGINT", () => interrupted.abort());

const program = new Command("local")
  .description("The whole delivery platform on this machine, with the real components.")
  .option("--name <name>", "platform to act on: two with different names run side by side", "demo");
const meshHelp = "with Istio: sidecars, an ingress gateway, and canaries that split traffic by weights";
const platformName = (): string => program.opts<{ name: string }>().name;

program
  .command("up")
  .description("build what is missing, start everything and return when all is ready")
  .option("--mesh", meshHelp)
  .action(async (options: Partial<PlatformOptions>) => {
    await up(platformName(), interrupted.signal, process.stderr, options);
    process.stderr.write("Everything is ready. npm run local -- status shows it.\n");
  });

program
  .command("demo")
  .description("the whole demo on embedded parts, without a cluster; see docs/embedded-demo.md")
  .option("-y, --yes", "without pauses")
  .action(async ({ yes }: { yes?: boolean }) => {
    // Whatever ends it, its parts end with it.
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());
    const narrator = new Narrator(process.stdout, !yes && process.stdin.isTTY);
    await embeddedDemo(narrator, performance.timeOrigin, interrupted.signal).finally(() => {
      isOver = true;
    });
  });

program
  .command("platform")
  .description(
    "the whole demo on the real components, with timings: first deploy, good canary, promotion, bad canary, rollback",
  )
  .option("-y, --yes", "without pauses")
  .option("--mesh", meshHelp)
  .action(async ({ yes, mesh = false }: { yes?: boolean } & Partial<PlatformOptions>) => {
    process.stderr.write(fitToMachine(process.env) ?? "");
    await startFresh(platformName());
    await build({ mesh }, interrupted.signal);
    const started = Date.now();
    const platform = await up(platformName(), interrupted.signal, process.stderr, { mesh });
    // From here on Ctrl-C ends the demo at once. The platform stays, so that its state can be inspected.
    process.once("SIGINT", () => process.exit(130));
    const narrator = new Narrator(process.stdout, !yes && process.stdin.isTTY);
    await demo(platform, (Date.now() - started) / 1000, narrator);
  });

program
  .command("status")
  .description("component, version, state, memory, address")
  .option("--json", "the same as JSON")
  .action(async ({ json }: { json?: boolean }) => {
    const status = await readStatus(platformName());
    if (!status)
      throw new NotUp(`Platform "${platformName()}" was never started. Start it: npm run local -- up`);
    process.stdout.write(
      `${json ? JSON.stringify(status, undefined, 2) : statusTable(status, new Platform(platformName()).cgroup, process.stdout)}\n`,
    );
    if (status.phase !== "ready") process.exitCode = 1;
  });

program
  .command("ui")
  .description(
    "a live board on loopback: sync, health, canary steps, weights, metrics, and with a mesh the calls between services; Ctrl-C ends it",
  )
  .option("--port <port>", "port on 127.0.0.1; 0 for a free one", "7070")
  .action(async ({ port }: { port: string }) => {
    const sources = platformSources(await attach(platformName()));
    const live = await serveLive(sources, Number(port));
    process.stderr.write(`The live board is at ${live.url}. Ctrl-C ends it.\n`);
    await once(interrupted.signal, "abort");
    await live[Symbol.asyncDispose]();
    await sources.stop();
  });

program
  .command("logs <component>")
  .description("the output of a component; `events` shows restarts")
  .option("-f, --follow", "follow the output")
  .action((component: string, { follow }: { follow?: boolean }) => {
    const file = new Platform(platformName()).path("logs", `${component}.log`);
    if (!existsSync(file))
      throw new NotUp(`There is no log of "${component}". npm run local -- status lists the components.`);
    spawnSync("tail", follow ? ["-n", "50", "-F", file] : ["-n", "200", file], { stdio: "inherit" });
  });

program
  .command("kubectl")
  .description("kubectl on this platform's cluster, `argo rollouts` plugin included")
  .argument("[arguments...]")
  .allowUnknownOption()
  .helpOption(false)
  .action(async (args: string[]) => {
    const platform = await attach(platformName());
    const path = `${platform.artefact("rollouts").folder}/bin:${process.env.PATH}`;
    const env = { ...process.env, KUBECONFIG: platform.kubeconfig("admin"), PATH: path };
    const { status } = spawnSync(platform.binary("kubernetes", "kubectl"), args, { stdio: "inherit", env });
    process.exitCode = status ?? 1;
  });

program
  .command("stop <component>")
  .description("stop one component and keep it stopped, to observe the effects")
  .action(async (component: string) => hold(await attach(platformName()), component));

program
  .command("start <component>")
  .description("start a stopped component again")
  .action(async (component: string) => release(await attach(platformName()), component));

program
  .command("down")
  .description("stop everything; the state stays for the next up")
  .action(async () => {
    const was = await down(platformName());
    process.stderr.write(was ? "Stopped.\n" : "It was not running.\n");
  });

program
  .command("reset")
  .description("stop everything and delete cluster, forge and registry; built components stay")
  .action(() => reset(platformName()));

program
  .command("export <folder>")
  .description(
    "write the built components there, for SLIPWAY_PREBUILT=<folder or address> on another machine",
  )
  .option("--mesh", "also those of the mesh")
  .action(async (folder: string, { mesh = false }: Partial<PlatformOptions>) => {
    const artefacts = await buildAll(componentsOf({ mesh }), interrupted.signal);
    for (const artefact of artefacts.values())
      process.stdout.write(`${await exportArtefact(artefact, folder)}\n`);
  });

/** The demo needs an empty forge; results of an earlier run would look like those of its first act. */
async function startFresh(name: string): Promise<void> {
  if (!existsSync(new Platform(name).path("checkout", "slipway"))) return;
  process.stderr.write(`The demo already ran on platform "${name}" before: its state is deleted first.\n`);
  await reset(name);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!interrupted.signal.aborted && !explained.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${interrupted.signal.aborted ? "Interrupted." : (error as Error).message}\n`);
  process.exitCode = 1;
}
if (isOver) process.exit();
