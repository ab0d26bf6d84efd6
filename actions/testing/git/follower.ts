import { type Clone, emptyClone, type Files } from "./clone.ts";
import { fastCommit } from "./fast-commit.ts";

export interface Follower extends Clone {
  /** The developer commits to main and pushes, without a process; returns the commit. */
  land(message: string, files?: Files, at?: Date): Promise<string>;
  /** Somebody else has written to main. */
  fallBehind(): void;
}

/**
 * The clone of a developer of the bare repository at `bare`, which has no commit yet. What others and the developer land on main
 * goes straight there; the clone has it checked out when git is used in it next.
 */
export async function startFollower(url: string, bare: string): Promise<Follower> {
  const developer = await emptyClone(url);
  let isBehind = false;
  let caughtUp: Promise<unknown> = Promise.resolve();
  const checkOut = async () => {
    await developer.git("fetch", "--quiet", bare, "main");
    await developer.git("checkout", "--quiet", "-B", "main", "FETCH_HEAD");
  };
  const catchUp = () => {
    if (isBehind) caughtUp = caughtUp.then(checkOut);
    isBehind = false;
    return caughtUp;
  };
  return {
    ...developer,
    fallBehind() {
      isBehind = true;
    },
    async land(message, files = {}, date = new Date()) {
      const change = { message: `${message.trim()}\n`, files, date, by: "Dev <dev@example.com>" };
      const commit = await fastCommit(bare, { branch: "main", ...change });
      isBehind = true;
      return commit;
    },
    async git(...args) {
      await catchUp();
      return developer.git(...args);
    },
    async commit(...commit) {
      await catchUp();
      return developer.commit(...commit);
    },
    async push(...commit) {
      await catchUp();
      return developer.push(...commit);
    },
  };
}
