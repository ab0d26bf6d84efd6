import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * What is wrong in postgres 3.4.9 when a server dies, mended in the bundles until a release has it. Without it the whole
 * process dies, or a connection of its pool stands still for good.
 * https://github.com/porsager/postgres/issues/1208, https://github.com/porsager/postgres/pull/1168
 */
interface Mend {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mends: readonly Mend[] = [
  // What is written to a connection that has gone is nobody's, and an exception here nobody can catch.
  {
    file: "connection.js",
    from: "const x = socket.write(chunk, fn)\n",
    to: "const x = socket === null || socket.write(chunk, fn)\n",
  },
  // The next connection's first message would wait for the timer of the one that has gone, and carry its bytes.
  ...["socket.removeListener('data', data)", "if (socket) {"].map((next) => ({
    file: "connection.js",
    from: `clearImmediate(nextWriteTimer)\n    ${next}\n`,
    to: `clearImmediate(nextWriteTimer)\n    nextWriteTimer = chunk = null\n    ${next}\n`,
  })),
  // What was sent between the error and the end of a connection has no other end.
  {
    file: "connection.js",
    from: "!hadError && (query || sent.length) && error(",
    to: ";(query || sent.length) && error(",
  },
  // A transaction ends with its connection: its last statements must not reach whoever has the next one.
  {
    file: "index.js",
    from: "let uncaughtError\n        , result\n",
    to: "const own = c.reserved\n      let uncaughtError\n        , result\n",
  },
  {
    file: "index.js",
    from: "q.catch(e => uncaughtError || (uncaughtError = e))\n",
    to:
      "q.catch(e => uncaughtError || (uncaughtError = e))\n" +
      "        if (c.reserved !== own) return q.reject(Errors.connection('CONNECTION_CLOSED', options))\n",
  },
];

export const mendPostgres: Plugin = {
  name: "mend-postgres",
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/postgres\/src\/(connection|index)\.js$/ }, async ({ path }) => ({
      contents: mended(path, await readFile(path, "utf8")),
    }));
  },
};

/** @throws where the source is not the one that needs it */
export function mended(path: string, source: string): string {
  return mends
    .filter(({ file }) => path.endsWith(`/${file}`))
    .reduce((text, { from, to }) => {
      if (text.split(from).length === 2) return text.replace(from, () => to);
      throw new Error(
        `${path}: ${JSON.stringify(from)} is not in it once. If this release of postgres is right by itself, remove mend-postgres.ts.`,
      );
    }, source);
}
