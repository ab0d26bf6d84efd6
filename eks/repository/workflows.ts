import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parse } from "yaml";
import * as z from "zod";

/** A job that takes an AWS role by GitHub's OIDC token: what its token says of it. */
export interface RoleUse {
  /** Repository variable that holds the role's address. */
  readonly variable: string;
  /** `.github/workflows/deliver.yml` */
  readonly workflow: string;
  readonly job: string;
  /** GitHub environment of the job; its token then names it instead of the branch. */
  readonly environment?: string;
  /** `refs/heads/main`, or a pattern such as `refs/heads/hotfix/*`. */
  readonly ref: string;
}

const FOLDER = ".github/workflows";
const ACTION = "./.github/actions/aws-registry";

const workflow = z.looseObject({
  on: z.unknown(),
  jobs: z.record(
    z.string(),
    z.looseObject({
      environment: z.union([z.string(), z.looseObject({ name: z.string() })]).optional(),
      permissions: z.record(z.string(), z.string()).optional(),
      steps: z
        .array(
          z.looseObject({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() }),
        )
        .default([]),
    }),
  ),
});
const pushed = z.looseObject({ push: z.looseObject({ branches: z.array(z.string()) }) });

/** Every use of a role, in the order of files and jobs. Throws `UserError` for a use that no trust can be written for. */
export async function readRoleUses(root: string): Promise<readonly RoleUse[]> {
  const files = (await readdir(join(root, FOLDER))).filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(root, FOLDER, name), "utf8")));
  return files.flatMap((name, index) => roleUses(`${FOLDER}/${name}`, texts[index] ?? ""));
}

export function roleUses(file: string, text: string): readonly RoleUse[] {
  const { on, jobs } = workflow.parse(parse(text));
  return Object.entries(jobs).flatMap(([name, job]) =>
    job.steps
      .filter(({ uses }) => uses === ACTION)
      .map((step) => {
        const where = `${file}: jobs.${name}`;
        const environment = typeof job.environment === "object" ? job.environment.name : job.environment;
        if (job.permissions?.["id-token"] !== "write")
          throw new UserError(`${where}: takes a role without id-token: write.\n  Grant it.`);
        return {
          variable: variableOf(where, step.with?.role),
          workflow: file,
          job: name,
          ...(environment === undefined ? {} : { environment }),
          ref: refOf(where, on),
        };
      }),
  );
}

function variableOf(where: string, role: unknown): string {
  const [, name] = /^\$\{\{ vars\.(\w+) \}\}$/.exec(String(role)) ?? [];
  if (name === undefined)
    throw new UserError(
      `${where}: the role is ${String(role)}.\n  Name one repository variable: \${{ vars.… }}.`,
    );
  return name;
}

/** A workflow that other branches start runs their own file: the branch it is for decides. */
function refOf(where: string, on: unknown): string {
  const read = pushed.safeParse(on);
  const branches = read.success ? read.data.push.branches : ["main"];
  const [branch, ...more] = branches;
  if (branch === undefined || more.length > 0)
    throw new UserError(
      `${where}: on.push.branches is ${branches.join(", ")}.\n  Give each kind of branch a workflow of its own.`,
    );
  return `refs/heads/${branch}`;
}
