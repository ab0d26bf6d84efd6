/** One comment a marker: which one is kept, and what has to happen so that it says `body`. */

export interface Comment {
  readonly id: number;
  readonly body: string;
}

export interface CommentPlan {
  readonly create: string | undefined;
  readonly update: { readonly id: number; readonly body: string } | undefined;
  readonly remove: readonly number[];
}

/** `own`: the comments this token's account wrote. Others may copy the marker; theirs are never touched. */
export function planComment(own: readonly Comment[], marker: string, body: string): CommentPlan {
  const expected = `${marker}\n${body}`;
  const [kept, ...surplus] = own
    .filter((comment) => comment.body.startsWith(marker))
    .sort((one, other) => one.id - other.id);
  return {
    create: kept === undefined ? expected : undefined,
    update: kept === undefined || isSame(kept.body, expected) ? undefined : { id: kept.id, body: expected },
    remove: surplus.map(({ id }) => id),
  };
}

/** Forges store CRLF for LF, and some drop space at the end. */
function isSame(stored: string, expected: string): boolean {
  return stored.replaceAll("\r\n", "\n").trimEnd() === expected.trimEnd();
}

/** What an adapter can do with one comment. */
export interface CommentCalls {
  create(body: string): Promise<unknown>;
  update(id: number, body: string): Promise<unknown>;
  remove(id: number): Promise<unknown>;
}

export async function applyComment(plan: CommentPlan, calls: CommentCalls): Promise<void> {
  if (plan.create !== undefined) await calls.create(plan.create);
  if (plan.update !== undefined) await calls.update(plan.update.id, plan.update.body);
  for (const id of plan.remove) await calls.remove(id);
}
