/** Where a preview is shown: the log or terminal, the job's summary, files, and one comment at the pull request. */
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { ForgeError } from "@slipway/lib/io/forge/forge.ts";
import type { PullEvent } from "./event.ts";
import { nameOf } from "./groups.ts";
import { COMMENT_LIMIT, markdown, SUMMARY_LIMIT } from "./markdown.ts";
import { NOT_COVERED, type Preview } from "./model.ts";
import { page, plainDiff } from "./plain.ts";

export const MARKER = "<!-- slipway preview -->";

export async function show(preview: Preview, { report }: Context): Promise<void> {
  for (const target of preview.targets.filter(({ isCovered }) => isCovered === false)) {
    report.error(`${nameOf(target)}: ${NOT_COVERED}.`);
  }
  for (const { fault } of preview.targets) {
    if (fault !== undefined) report.error(fault.message, fault.place);
  }
  const diff = plainDiff(preview);
  if (diff !== "") await report.group("Changes in the running manifests", async () => report.diff(diff));
  report.markdown(markdown(preview, SUMMARY_LIMIT));
}

export async function writeFiles(preview: Preview, folder: string, { workspace }: Context): Promise<void> {
  const target = resolve(workspace, folder);
  await mkdir(target, { recursive: true });
  const files = {
    "preview.md": markdown(preview, Number.MAX_SAFE_INTEGER),
    "preview.diff": `${plainDiff(preview)}\n`,
    "preview.html": page(preview),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(target, name), text)));
}

/** A comment that cannot be written is no fault of the pull request: the summary has it all. */
export async function comment(preview: Preview, pull: PullEvent, context: Context): Promise<void> {
  const { env, report } = context;
  const instead = "the job's summary has the preview";
  if (pull.isFork) return report.notice(`A fork's token may not comment: ${instead}.`);
  if (!env.SLIPWAY_TOKEN)
    return report.notice(`SLIPWAY_TOKEN is not set, so no comment is written: ${instead}.`);
  try {
    await connectForge(env).upsertComment(pull.number, MARKER, markdown(preview, COMMENT_LIMIT));
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    report.warning(`The comment could not be written, ${instead}: ${error.message}`);
  }
}
