import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { BadRequest } from "@slipway/lib/app/request/request.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { describePin } from "@slipway/lib/domain/pins/place.ts";
import { writeNew } from "@slipway/lib/io/files/write-new.ts";
import {
  fullNameOfAddress,
  nameOfAddress,
  publicAddress,
  readCheckout,
} from "@slipway/lib/io/git/checkout.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { declarationText, environmentFiles } from "./files.ts";
import { environmentsIn, type FoundPin, findPins } from "./look.ts";
import type { AdoptRequest } from "./request.ts";

/** Writes missing files; an existing file is not changed, and its missing entries are printed. */
export async function adopt(request: AdoptRequest, { workspace, report, dryRun }: Context): Promise<Outcome> {
  if (!request.pins) {
    throw new BadRequest([
      "adopt: --pins is missing.\n  Give it to keep your files as they are; for release folders with canaries use `slipway init`.",
    ]);
  }
  const { root, origin } = await readCheckout(workspace);
  const git = openGit(root, { identity: { name: "slipway", email: "slipway@localhost" } });
  const { found, leftOut } = await findPins(await git.tree("HEAD"), request.environments);
  for (const words of leftOut) report.warning(`left out: ${words}`);
  const environments = environmentsIn(found, request.environments);
  requireTwo(found, environments);
  const repository = origin === undefined ? undefined : publicAddress(origin);
  const product = nameOfAddress(repository ?? root) ?? "product";
  const text = declarationText({ product, repository, environments, found });
  const planned = new Map([[CONFIG_FILE, text], ...environmentFiles(product, environments, found)]);
  const missing = [...planned].filter(([path]) => !existsSync(join(root, path)));
  report.plan(missing.map(([path]) => `write ${path}`));
  if (!missing.some(([path]) => path === CONFIG_FILE)) {
    report.notice(
      `${CONFIG_FILE} is there already and stays as it is. What it needs, where it lacks it:\n${text}`,
    );
  }
  if (!dryRun) for (const [path, content] of missing) await writeNew(join(root, path), content);
  for (const line of nextSteps(found, environments, repository)) report.info(line);
  return {
    outputs: { written: JSON.stringify(dryRun ? [] : missing.map(([path]) => path)) },
    results: found.map(resultOf),
  };
}

function requireTwo(found: readonly FoundPin[], environments: readonly string[]): void {
  if (found.length > 0 && environments.length > 1) return;
  throw new UserError(
    `no pins of two environments were found in committed files${environments.length === 0 ? "" : ` (only of ${environments.join(", ")})`}.\n  Name the environments as your paths do: --environments int,live; or declare pins in ${CONFIG_FILE} (docs/adopt.md).`,
  );
}

function resultOf({ service, environment, place, pin }: FoundPin): Result {
  const alone = pin.digest === undefined ? "; it has no digest yet, which its first promotion needs" : "";
  return { service, environment, status: "done", reason: `${place.file} pins ${describePin(pin)}${alone}` };
}

function nextSteps(
  found: readonly FoundPin[],
  environments: readonly string[],
  repository: string | undefined,
): readonly string[] {
  const [first = ""] = environments;
  const one = found.find(({ environment }) => environment === first);
  const name = repository === undefined ? "<owner>/<name>" : fullNameOfAddress(repository);
  const access = `SLIPWAY_TOKEN=$(gh auth token) GITHUB_REPOSITORY=${name}`;
  const pin = { ...one?.place, tag: "<tag>", digest: "sha256:<digest>" };
  return [
    "",
    "Next steps:",
    `1. Review ${CONFIG_FILE}: is each pin the right place? Review environments/*/environment.yaml: merge, gates, freezes.`,
    "2. Commit and push, and see what would move:",
    `     ${access} slipway promote --dry-run`,
    `3. Let your pipeline pin in ${first} by tag and digest (write digest: "" next to a tag that has none):`,
    `     slipway bump --source <commit> --pins '${JSON.stringify([pin])}'`,
    "4. Run slipway promote after each bump and every few minutes (docs/adopt.md, Keep your layout).",
  ];
}
