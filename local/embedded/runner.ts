import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import { endGroup } from "../build/process-group.ts";
import { git } from "../forge/git.ts";
import { type EmbeddedForge, repositoryName, token } from "./forge.ts";
import { readOutputs } from "./outputs.ts";
import { type Outputs, packages, type Settings, type VerbStep, workflows } from "./workflows.ts";

/** Time limit of a single verb, in milliseconds. */
const deadlineMs = 10 * 60_000;
const linesTold = 15;

export class RunFailed extends Error {}

export interface RunnerOptions {
  readonly forge: EmbeddedForge;
  /** Folder for checkouts and for files that jobs pass on, one subfolder for each workflow. */
  readonly folder: string;
  readonly settings: Settings;
  readonly buildkit: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Runs workflows like a runner, each in one checkout: their jobs share it, so nothing is uploaded between them. */
export class Runner {
  readonly #options: RunnerOptions;
  /** Seconds of every run of a verb, by its name. */
  readonly spent = new Map<string, number[]>();
  #runs = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Runs every step of a workflow at the tip of main. @throws RunFailed with the last lines of the verb that failed */
  async run(workflow: string, event: string): Promise<void> {
    const home = join(this.#options.folder, workflow.replace(/\.yml$/, ""));
    const sha = await this.#checkOut(join(home, "checkout"));
    const id = String(++this.#runs);
    const outputs: Record<string, Readonly<Record<string, string>>> = {};
    for (const step of workflows[workflow] ?? []) {
      if (this.#options.signal.aborted) return;
      if (step === packages) continue;
      if (step.runs?.(outputs, this.#options.settings) === false) continue;
      const given = await this.#runVerb(step, { home, workflow, event, sha, id, outputs });
      if (step.id !== undefined) outputs[step.id] = given;
    }
  }

  /** Runs one verb outside a workflow, such as board, in a checkout. */
  async verb(verb: string, inputs: Readonly<Record<string, string>>, home: string): Promise<void> {
    const sha = await this.#checkOut(join(home, "checkout"));
    const step: VerbStep = { verb, inputs: () => inputs };
    await this.#runVerb(step, { home, workflow: `${verb}.yml`, event: "push", sha, id: "0", outputs: {} });
  }

  async #checkOut(folder: string): Promise<string> {
    const { forge } = this.#options;
    if (!existsSync(folder))
      await git(forge.bare, [
        ...["clone", "-q", "--no-checkout", "--reference", forge.bare],
        // Otherwise each fetch would look for maintenance work, and repack during the demo.
        ...["--config", "gc.auto=0", "--config", "maintenance.auto=false", forge.repositoryUrl, folder],
      ]);
    await git(folder, ["fetch", "-q", "--prune", "origin"]);
    const sha = await git(folder, ["rev-parse", "origin/main"]);
    await git(folder, ["checkout", "-q", "--force", "--detach", sha]);
    await git(folder, ["clean", "-qfd"]);
    return sha;
  }

  async #runVerb(step: VerbStep, run: Run): Promise<Readonly<Record<string, string>>> {
    const { settings, signal, log } = this.#options;
    const temp = join(run.home, "temp");
    await mkdir(temp, { recursive: true });
    const files = { output: join(temp, "output"), summary: join(temp, "summary") };
    for (const file of Object.values(files)) await writeFile(file, "");
    const started = Date.now();
    const bundle = join(repositoryRoot, "actions/dist", `${step.verb}.js`);
    // The services have priority, because on a real platform jobs run on another machine.
    const verb = execa("nice", ["-n", "5", process.execPath, bundle], {
      cwd: join(run.home, "checkout"),
      env: {
        ...this.#environment(run, temp, files),
        ...inputVariables(step.inputs(run.outputs, settings)),
        ...step.environment?.(settings),
      },
      // A separate process group, so that everything the verb started ends with it.
      all: true,
      reject: false,
      timeout: deadlineMs,
      stdin: "ignore",
      detached: true,
    });
    const end = () => endGroup(verb.pid);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    const { exitCode, all } = await verb;
    signal.removeEventListener("abort", end);
    const seconds = (Date.now() - started) / 1000;
    this.spent.set(step.verb, [...(this.spent.get(step.verb) ?? []), seconds]);
    log(`${run.workflow} ${step.verb}: exit ${exitCode} after ${seconds.toFixed(1)} s\n${all}\n`);
    if (exitCode !== 0 && !signal.aborted) {
      const lines = all.trimEnd().split("\n").slice(-linesTold);
      throw new RunFailed(
        `${step.verb} ended with ${exitCode}:\n${lines.map((line) => `    ${line}`).join("\n")}`,
      );
    }
    return readOutputs(await readFile(files.output, "utf8"));
  }

  #environment(run: Run, temp: string, files: { readonly output: string; readonly summary: string }) {
    const { forge, buildkit } = this.#options;
    return {
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: join(run.home, "checkout"),
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_EVENT_NAME: run.event,
      GITHUB_SHA: run.sha,
      GITHUB_REF: "refs/heads/main",
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: forge.gitUrl,
      GITHUB_API_URL: forge.apiUrl,
      GITHUB_GRAPHQL_URL: `${forge.apiUrl}/graphql`,
      GITHUB_RUN_ID: run.id,
      GITHUB_ACTOR: "developer",
      GITHUB_WORKFLOW_REF: `${repositoryName}/.github/workflows/${run.workflow}@refs/heads/main`,
      RUNNER_TEMP: temp,
      // No login: the registry here does not need one.
      DOCKER_CONFIG: temp,
      BUILDKIT_HOST: buildkit,
      SLIPWAY_TOKEN: token,
    };
  }
}

interface Run {
  readonly home: string;
  readonly workflow: string;
  readonly event: string;
  readonly sha: string;
  readonly id: string;
  readonly outputs: Outputs;
}

/** Inputs in the format of a runner. */
function inputVariables(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.toUpperCase().replaceAll(" ", "_")}`,
      value,
    ]),
  );
}
