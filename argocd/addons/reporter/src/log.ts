/** One JSON object on each line of standard output. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

type Fields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export function jsonLog(write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  const say =
    (level: string) =>
    (message: string, fields: Fields = {}) => {
      write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
    };
  return { info: say("info"), warn: say("warn"), error: say("error") };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** The message of a thrown value; the first non-empty one in a chain of causes. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${wordsOf(error.cause)})` : "";
  return `${error.message}${cause}`.replace(/\s*\n\s*/g, " ").slice(0, 1000);
}
