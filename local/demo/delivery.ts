import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Hold, holdFile, parseHold } from "@slipway/lib/domain/holds/holds.ts";
import { parse } from "yaml";
import { git } from "../forge/git.ts";
import { Stopped, waitFor } from "../wait/wait.ts";
import type { ClusterSight, ForgeSight, PullView, RolloutView, Venue } from "./sight.ts";

export interface ReleaseView {
  readonly id: string;
  readonly version: string;
  readonly source: string;
}

export interface Restored {
  readonly at: Date;
  /** Lines of the commit message. */
  readonly message: readonly string[];
}

const developer = ["-c", "user.name=Dana Developer", "-c", "user.email=developer@forge.local"] as const;

/** Actions of people and what they can observe: pushes, pull requests, rollouts. */
export class Delivery<Cluster extends ClusterSight = ClusterSight, Forge extends ForgeSight = ForgeSight> {
  readonly cluster: Cluster;
  readonly forge: Forge;
  /** The developer's clone. */
  readonly folder: string;

  readonly #token: () => Promise<string | undefined>;
  #fetching: Promise<void> = Promise.resolve();

  constructor(
    { cluster, forge, token }: Pick<Venue<Cluster, Forge>, "cluster" | "forge" | "token">,
    folder: string,
  ) {
    this.folder = folder;
    this.cluster = cluster;
    this.forge = forge;
    this.#token = () => token("developer");
  }

  /** Edits files, commits and pushes to main as the developer. @returns the commit */
  async push(message: string, edits: Readonly<Record<string, (content: string) => string>>): Promise<string> {
    await this.pull();
    for (const [path, edit] of Object.entries(edits)) {
      const file = join(this.folder, path);
      const content = await readFile(file, "utf8");
      const edited = edit(content);
      if (edited === content) throw new Error(`${path}: the edit for "${message}" changed nothing`);
      await writeFile(file, edited);
    }
    await git(this.folder, ["add", "--all"]);
    await git(this.folder, [...developer, "commit", "-q", "-m", message]);
    return this.#pushHead();
  }

  /** `git revert` of commits, newest first, pushed together. */
  async revert(...commits: readonly string[]): Promise<string> {
    await this.pull();
    for (const commit of commits) await git(this.folder, [...developer, "revert", "--no-edit", commit]);
    return this.#pushHead();
  }

  async pull(): Promise<void> {
    await this.#fetch();
    await git(this.folder, ["reset", "-q", "--hard", "origin/main"]);
  }

  /** The release pinned in an environment on main, or undefined before the first one. */
  async release(environment: string, service: string): Promise<ReleaseView | undefined> {
    await this.#fetch();
    const path = `environments/${environment}/${service}/release/release.yaml`;
    const text = await git(this.folder, ["show", `origin/main:${path}`]).catch(() => undefined);
    return text === undefined ? undefined : (parse(text) as ReleaseView);
  }

  /** Waits until an environment pins a release other than `before`. */
  pinned(environment: string, service: string, before: string | undefined): Promise<ReleaseView> {
    return waitFor(
      async () => {
        const release = await this.release(environment, service);
        if (release && release.id !== before) return { value: release };
        await this.forge.failOnFailedRun("deliver.yml");
        return {
          seen: release ? `still ${release.version} (${release.id.slice(0, 19)})` : `no release`,
        };
      },
      { what: `a new release of ${service} in ${environment}`, everyMs: 500 },
    );
  }

  async isHealthy(environment: string, service: string, id: string): Promise<boolean> {
    const rollout = await this.cluster.rollout(environment, service);
    return rollout !== undefined && isHealthyAs(rollout, id);
  }

  /**
   * Waits until a release is healthy in an environment: all its pods are available and no pods of other
   * releases are left.
   */
  healthy(environment: string, service: string, id: string): Promise<RolloutView> {
    return waitFor(
      async () => {
        const rollout = await this.cluster.rollout(environment, service);
        if (rollout && isHealthyAs(rollout, id)) return { value: rollout };
        const application = await this.cluster.application(`${environment}-${service}`);
        return {
          seen: `rollout ${describe(rollout)}; application ${application.sync || "absent"} ${application.health} ${application.message}`,
        };
      },
      { what: `${service} healthy in ${environment} as ${id.slice(0, 19)}` },
    );
  }

  /**
   * Waits until the canary of a release has answered requests.
   * @returns the hash of its revision
   * @throws Stopped when the environment no longer pins the release, with the commit that explains it
   */
  canaryServes(environment: string, service: string, id: string): Promise<string> {
    return waitFor(
      async () => {
        const rollout = await this.cluster.rollout(environment, service);
        const isCanary = rollout && rollout.currentHash !== "" && rollout.currentHash !== rollout.stableHash;
        if (!isCanary || rollout.releaseId !== id) {
          await this.#stopUnlessPinned(environment, service, id);
          return { seen: `rollout ${describe(rollout)}` };
        }
        const served = await this.cluster.served(environment, service, rollout.currentHash);
        return served > 0
          ? { value: rollout.currentHash }
          : { seen: `${rollout.currentHash} has served nothing; ${describe(rollout)}` };
      },
      { what: `the canary of ${service} to serve in ${environment}` },
    );
  }

  /** Waits until an environment pins this very release. */
  async promoted(environment: string, service: string, id: string): Promise<void> {
    await waitFor(
      async () => {
        const release = await this.release(environment, service);
        if (release?.id === id) return { value: undefined };
        await this.forge.failOnFailedRun("promote.yml");
        return { seen: release ? `${release.version} (${release.id.slice(0, 19)})` : "no release" };
      },
      { what: `${service} ${id.slice(0, 19)} pinned in ${environment}`, everyMs: 500 },
    );
  }

  /**
   * Waits until an environment pins an earlier release again.
   * @returns when this was committed, and the commit's message
   */
  async restored(environment: string, service: string, id: string): Promise<Restored> {
    await this.promoted(environment, service, id);
    const path = `environments/${environment}/${service}/release`;
    const commit = await this.lastCommit(path);
    const text = await git(this.folder, ["show", "--no-patch", "--format=%cI%n%B", commit]);
    const [at = "", ...message] = text.split("\n");
    return { at: new Date(at), message: message.filter(Boolean) };
  }

  /** Waits for the hold on a release. */
  hold(environment: string, service: string, id: string): Promise<Hold> {
    const path = holdFile(environment, service, id);
    return waitFor(
      async () => {
        await this.#fetch();
        const text = await git(this.folder, ["show", `origin/main:${path}`]).catch(() => undefined);
        return text === undefined ? { seen: `no ${path}` } : { value: parseHold(text, path) };
      },
      { what: `a hold on ${service} ${id.slice(0, 19)} in ${environment}`, everyMs: 500 },
    );
  }

  /**
   * Waits for the open promotion of a service that contains a release. The list of pull requests is requested
   * only when the branch exists, because it costs the forge several processes for each of them.
   */
  promotion(environment: string, service: string, id: string): Promise<PullView> {
    const branch = `promote/${environment}/${service}`;
    return waitFor(
      async () => {
        await this.forge.failOnFailedRun("promote.yml");
        const head = await this.#branchWith(
          branch,
          id,
          `environments/${environment}/${service}/release/release.yaml`,
        );
        if (head === undefined) return { seen: `no branch ${branch} with that release` };
        const pull = (await this.forge.pulls()).find((one) => one.head.sha === head);
        return pull
          ? { value: pull }
          : { seen: `${branch} is at ${head.slice(0, 12)}, without a pull request` };
      },
      { what: `a pull request that promotes ${service} to ${environment}`, everyMs: 500 },
    );
  }

  /** Head of a branch at the forge if one of its files contains `text`. */
  async #branchWith(branch: string, text: string, file: string): Promise<string | undefined> {
    await this.#fetch();
    const head = await git(this.folder, [
      "for-each-ref",
      "--format=%(objectname)",
      `refs/remotes/origin/${branch}`,
    ]);
    if (head === "") return undefined;
    const content = await git(this.folder, ["show", `${head}:${file}`]);
    return content.includes(text) ? head : undefined;
  }

  /** Newest commit on main that touched a path. */
  async lastCommit(path: string): Promise<string> {
    await this.pull();
    return git(this.folder, ["log", "-1", "--format=%H", "--", path]);
  }

  async #stopUnlessPinned(environment: string, service: string, id: string): Promise<void> {
    const pinned = await this.release(environment, service);
    if (pinned === undefined || pinned.id === id) return;
    const path = `environments/${environment}/${service}/release`;
    const commit = await git(this.folder, ["log", "-1", "--format=%s%n%b", "origin/main", "--", path]);
    throw new Stopped(
      `${environment} pins ${service} ${pinned.version} instead of the awaited release (${id.slice(0, 19)}). The commit:\n${commit}`,
    );
  }

  /** One fetch at a time, because two fetches in one clone compete for the same refs. */
  #fetch(): Promise<void> {
    const fetching = this.#fetching.then(async () => {
      await git(this.folder, ["fetch", "-q", "--prune", "origin"], await this.#token());
    });
    this.#fetching = fetching.catch(() => {});
    return fetching;
  }

  async #pushHead(): Promise<string> {
    await git(this.folder, ["push", "-q", "origin", "HEAD:main"], await this.#token());
    return git(this.folder, ["rev-parse", "HEAD"]);
  }
}

export const isHealthyAs = (rollout: RolloutView, id: string): boolean =>
  rollout.phase === "Healthy" &&
  rollout.releaseId === id &&
  rollout.stableHash === rollout.currentHash &&
  rollout.available >= rollout.replicas;

export const describe = (rollout: RolloutView | undefined): string =>
  rollout
    ? `${rollout.phase} as ${rollout.releaseId.slice(0, 19) || "no release"}, step ${rollout.step ?? "none"}, ${rollout.available}/${rollout.replicas} pods ${rollout.message}`
    : "absent";
