import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Board, boardSchema } from "@slipway/lib/app/board/document.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseJson } from "@slipway/lib/domain/parsing/json.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { retryingFetch } from "@slipway/lib/io/http/retrying-fetch.ts";
import { type Event, eventsOf } from "./events.ts";
import { type Memory, readMemory, writeMemory } from "./record.ts";
import type { NotifyRequest } from "./request.ts";
import { type Message, NotDelivered, type Receiver, receiversFrom } from "./webhooks.ts";

const ATTEMPTS = 5;

/**
 * Reports each state once. A new state is recorded before it is sent, so that two runs never both send it; if
 * no receiver accepts it, the record is removed for the next run. The first run only records the current
 * state.
 */
export async function notify(request: NotifyRequest, context: Context): Promise<Outcome> {
  const board = await readBoardFile(resolve(context.workspace, request.board));
  const receivers = receiversFrom(context.env, retryingFetch());
  if (receivers.length === 0) {
    context.report.info(
      "No notification is sent: neither SLIPWAY_SLACK_WEBHOOK nor SLIPWAY_WEBHOOK_URL is set.",
    );
    return outcomeOf([], []);
  }
  const events = eventsOf(board).filter(({ kind }) => request.kinds.includes(kind));
  const git = openGit(context.workspace, {
    identity: { name: request.botName, email: request.botEmail },
    token: context.env.SLIPWAY_TOKEN,
  });
  const now = context.clock.now();
  const claim = async (): Promise<Claim> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const memory = await readMemory(git, request.remember);
      const news = events.filter(({ id }) => memory.told[id] === undefined);
      const told = { ...memory.told, ...Object.fromEntries(news.map(({ id }) => [id, now.toISOString()])) };
      const claimed = { news: memory.commit === undefined ? [] : news, told };
      if (news.length === 0 || context.dryRun) return { ...claimed, commit: memory.commit };
      const commit = await writeMemory(git, request.remember, { ...memory, told }, now);
      if (commit !== undefined) return { ...claimed, commit };
    }
    throw new UserError(
      `${request.remember}: other runs wrote it ${ATTEMPTS} times meanwhile.\n  Run again.`,
    );
  };
  const { news, ...memory } = await claim();
  context.report.plan(news.map(({ text }) => text));
  if (context.dryRun) return outcomeOf([], []);
  const about = { repository: board.repository.name, page: request.page, at: now };
  const sent = await Promise.all(news.map((event) => tell(receivers, { event, ...about })));
  const failed = sent.filter(({ isSent }) => !isSent).map(({ event }) => event.id);
  if (failed.length > 0) await forget(failed, memory);
  return outcomeOf(
    sent.filter(({ isSent }) => isSent).map(({ event }) => event.id),
    sent.map(({ event, isSent, reason }) => resultOf(event, isSent, reason)),
  );

  /** Best effort: where another run was faster, it has recorded them as sent, and they are not sent. */
  async function forget(ids: readonly string[], { commit, told }: Memory): Promise<void> {
    const rest = Object.fromEntries(Object.entries(told).filter(([id]) => !ids.includes(id)));
    const written = await writeMemory(git, request.remember, { commit, told: rest }, now);
    if (written === undefined)
      context.report.warning(
        `Not sent, and not tried again, because another run was faster: ${ids.join(", ")}`,
      );
  }
}

interface Claim extends Memory {
  readonly news: readonly Event[];
}

interface Told {
  readonly event: Event;
  /** At least one receiver has it: it is not sent again, or that one would get it twice. */
  readonly isSent: boolean;
  readonly reason: string;
}

async function tell(receivers: readonly Receiver[], message: Message): Promise<Told> {
  const faults = await Promise.all(
    receivers.map(async (receiver) => {
      try {
        await receiver.send(message);
        return [];
      } catch (error) {
        if (error instanceof NotDelivered) return [error.message];
        throw error;
      }
    }),
  );
  const all = faults.flat();
  const isSent = all.length < receivers.length;
  const reason =
    all.length === 0 ? message.event.text : `${message.event.text}; not delivered to ${all.join(" ")}`;
  return { event: message.event, isSent, reason };
}

async function readBoardFile(file: string): Promise<Board> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const read = boardSchema.safeParse(text === undefined ? undefined : parseJson(text));
  if (read.success) return read.data;
  throw new UserError(`${file}: not a board.json.\n  Run slipway board first, or give its path as board.`);
}

function resultOf({ environment, service, kind }: Event, isSent: boolean, reason: string): Result {
  return { environment, service: service ?? kind, status: isSent ? "done" : "failed", reason };
}

function outcomeOf(sent: readonly string[], results: readonly Result[]): Outcome {
  return { outputs: { sent: JSON.stringify(sent) }, results };
}
