/** The workflow files of a repository that is set up: a few lines each, which call Slipway's. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { fullNameOfAddress } from "@slipway/lib/io/git/checkout.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import * as z from "zod";
import { type CalledSlipway, callingWorkflow, REUSABLE } from "../reusable-workflows.ts";

type Slipway = Omit<CalledSlipway, "isElsewhere">;

/** Path and content of each workflow. `folder`: of Slipway, as checked out or as installed; `caller`: address of the repository. */
export async function plannedWorkflows(
  folder: string,
  slipway: Slipway,
  caller: string,
): Promise<readonly (readonly [string, string])[]> {
  const called = { ...slipway, isElsewhere: new URL(caller).hostname !== "github.com" };
  return Promise.all(
    REUSABLE.map(async (name) => {
      const path = `.github/workflows/${name}.yml`;
      const own = await readFile(join(folder, path), "utf8");
      return [path, callingWorkflow(name, own, called, DEFAULTS.branch)] as const;
    }),
  );
}

const packageSchema = z.object({ slipway: z.object({ commit: z.string() }).optional() });

/** At `owner/name@commit` if given, otherwise this Slipway: its checkout's commit, or the one it was packed from. */
export async function calledSlipway(
  folder: string,
  address: string | undefined,
  given: string | undefined,
): Promise<Slipway> {
  const version = `v${(await readFile(join(folder, "version.txt"), "utf8")).trim()}`;
  const [name, commit] = given?.split("@") ?? [];
  if (name !== undefined && commit !== undefined) return { repository: name, commit, version };
  const repository = fullNameOfAddress(address ?? "file:///");
  const packed = packageSchema.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const found = packed.slipway?.commit ?? (await checkedOut(folder));
  if (found !== undefined && repository !== "") return { repository, commit: found, version };
  throw new UserError(
    `${folder}: its commit is not known, so the workflows cannot name it.\n  Give it: --slipway owner/name@<commit>.`,
  );
}

async function checkedOut(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, ".git"))) return undefined;
  const git = openGit(folder, { identity: { name: "slipway", email: "slipway@localhost" } });
  return (await git.resolve("HEAD")) ?? undefined;
}
