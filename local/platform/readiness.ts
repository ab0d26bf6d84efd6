import type { Answer } from "./gateway-client.ts";

/** Ready when the answer is 200; otherwise returns the actual answer. */
export const answers = (ask: () => Promise<Answer>) => async (): Promise<string | undefined> => {
  try {
    const { status, body } = await ask();
    return status === 200 ? undefined : `answers ${status}: ${body.trim().slice(0, 200)}`;
  } catch (error) {
    return reason(error);
  }
};

/** Ready when the check does not throw. */
export const succeeds = (check: () => Promise<unknown>) => async (): Promise<string | undefined> => {
  try {
    await check();
    return undefined;
  } catch (error) {
    return reason(error);
  }
};

const reason = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split("\n").at(-1)?.slice(0, 300) ?? "not ready";
};
