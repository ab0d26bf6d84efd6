import { UserError } from "./user-error.ts";

/** The result of `read`; if it throws a `UserError`, that error's message instead. */
export async function orMessage<T>(read: () => T | Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
