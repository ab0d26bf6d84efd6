import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { boardOf } from "@slipway/lib/app/board/model.ts";
import { readBoard } from "@slipway/lib/app/board/read.ts";
import { boardSources } from "@slipway/lib/app/board/sources.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { BadRequest } from "@slipway/lib/app/request/request.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { metrics } from "./metrics.ts";
import { page } from "./page/page.ts";
import { publish } from "./publish.ts";
import type { BoardRequest } from "./request.ts";

/** One page and one document, from git (and the forge's open pull requests, if there is a token). */
export async function board(request: BoardRequest, context: Context): Promise<Outcome> {
  refuseOwnBranch(request);
  const git = openGit(context.workspace, {
    identity: { name: request.botName, email: request.botEmail },
    token: context.env.SLIPWAY_TOKEN,
    sources: { branch: request.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
  });
  const document = boardOf(await readBoard(boardSources(request.branch, context, git)));
  const files = new Map([
    ["index.html", page(document)],
    ["board.json", `${JSON.stringify(document, null, 1)}\n`],
    ["metrics.txt", await metrics(document)],
  ]);
  const folder = resolve(context.workspace, request.out);
  context.report.plan([...files].map(([name, content]) => `write ${join(folder, name)} (${size(content)})`));
  if (!context.dryRun) {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) await writeFile(join(folder, name), content);
    if (request.publish !== "") await publish(git, request.publish, files);
  }
  return {
    outputs: { page: join(folder, "index.html"), json: join(folder, "board.json") },
    results: document.environments.map(({ name }) => ({
      environment: name,
      service: "board",
      status: "done",
      reason: summary(
        document.services.flatMap(({ cells }) => cells.filter((cell) => cell.environment === name)),
      ),
    })),
  };
}

/** Publishing replaces the branch: on the environments' own it would delete them. */
function refuseOwnBranch({ publish: to, branch }: BoardRequest): void {
  if (to === "") return;
  const isBot = /^(evidence|heartbeat|stop|promote|hotfix|rollback)(\/|$)/.test(to);
  if (to !== branch && !isBot) return;
  throw new BadRequest([
    `board: input "publish": ${JSON.stringify(to)} holds something else, and publishing replaces it.\n  Name a branch for the board alone, for example "board".`,
  ]);
}

function summary(
  cells: readonly { readonly release: unknown; readonly health: { readonly state: string } }[],
) {
  const released = cells.filter(({ release }) => release !== null);
  const states = Map.groupBy(released, ({ health }) => health.state);
  const counts = [...states].map(([state, all]) => `${all.length} ${state}`).sort();
  return counts.join(", ") || "no release yet";
}

function size(content: string): string {
  return `${Math.ceil(Buffer.byteLength(content) / 1024)} KiB`;
}
