/** The git side of the stand-in for GitHub: a bare repository, in which merges and commits really happen. */
import { openGit } from "@slipway/lib/io/git/git.ts";
import type { ServerRepository } from "../forge/github-state.ts";
import { git } from "./git.ts";

export function bareRepository(folder: string): ServerRepository {
  const headOf = async (branch: string) => {
    const sha = await git(folder, "for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`);
    return sha === "" ? undefined : sha;
  };
  return {
    headOf,
    async merge({ head, base, title, number }) {
      const message = `Merge pull request #${number}\n\n${title}`;
      for (;;) {
        const [ours, theirs] = [await headOf(base), await headOf(head)];
        if (ours === undefined || theirs === undefined) return false;
        const tree = await git(folder, "merge-tree", "--write-tree", ours, theirs).catch(() => undefined);
        if (tree === undefined) return false;
        const merged = await git(folder, "commit-tree", tree, "-p", ours, "-p", theirs, "-m", message);
        const moved = git(folder, "update-ref", `refs/heads/${base}`, merged, ours);
        // Somebody's push came first: merged again on top of it, as the forge does.
        if (await moved.then(() => true).catch(() => false)) return true;
      }
    },
    async deleteBranch(name) {
      await git(folder, "update-ref", "-d", `refs/heads/${name}`);
    },
    async commit(branch, parent, message, files) {
      const forge = openGit(folder, { identity: { name: "GitHub", email: "noreply@github.com" } });
      const changes = [...files].map(([path, content]) => ({ path, content }));
      const sha = await forge.commit(parent, { message, changes });
      await git(folder, "update-ref", `refs/heads/${branch}`, sha, parent);
      return sha;
    },
  };
}
