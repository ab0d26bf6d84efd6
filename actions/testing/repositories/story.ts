/**
 * A shop with a past: product 0.1.0 went to prod, 0.1.1 followed, 0.2.0 was aborted there, was rolled back and is held;
 * 0.3.0 is a canary in dev. order is in dev alone.
 */
import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
} from "@slipway/lib/domain/evidence/evidence.ts";
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { type Clone, clone } from "../git/clone.ts";
import { heads, type Imported, importCommits } from "../git/import.ts";
import { type GitServer, startGitServer } from "../git/server.ts";
import { digestOf, releaseFiles, releaseOf, shopFiles } from "./shop.ts";

const START = Date.parse("2026-01-05T00:00:00Z");
export const hour = (hours: number) => new Date(START + Math.round(hours * 3600) * 1000);
export const NOW = hour(16);

export interface Story extends AsyncDisposable {
  readonly server: GitServer;
  readonly bare: string;
  readonly clone: Clone;
  readonly releases: Readonly<
    Record<"product010" | "product011" | "product020" | "product030" | "order010", Release>
  >;
  land(...commits: readonly Imported[]): Promise<void>;
  /** The cluster of an environment reports a release: healthy, unless `change` says otherwise. */
  report(environment: string, release: Release, hours: number, change?: Partial<Evidence>): Promise<void>;
}

type Made = ReturnType<typeof releaseOf>;

const main = (message: string, author: string, hours: number, files: Imported["files"] = {}): Imported => ({
  branch: "main",
  message,
  author,
  at: hour(hours),
  files,
});

const pin = (environment: string, made: Made) => releaseFiles(environment, made);

const bumped = (made: Made, actor: string, hours: number): Imported => {
  const { service, version } = made.release;
  const message = `bump(dev): ${service} ${version}\n\n${service} ${version}\n\nActor: ${actor}\nSlipway-Verb: bump\n`;
  return main(message, "slipway[bot]", hours, pin("dev", made));
};

/** The bot's branch, and the merge by which a person lets it in. */
function promoted(environment: string, made: Made, by: string, hours: number): readonly Imported[] {
  const { service, version } = made.release;
  const branch = `promote/${environment}/${service}`;
  const message = `promote(${environment}): ${service} ${version}\n\nRelease-Id: ${made.release.id}\nSlipway-Verb: promote\n`;
  return [
    {
      branch,
      message,
      author: "slipway[bot]",
      at: hour(hours - 0.1),
      files: pin(environment, made),
      from: "main",
    },
    {
      branch: "main",
      message: `Merge ${branch}`,
      author: by,
      at: hour(hours),
      merge: branch,
      files: pin(environment, made),
    },
  ];
}

function reported(
  environment: string,
  { release }: Pick<Made, "release">,
  hours: number,
  change: Partial<Evidence>,
): Imported {
  const since = hour(hours).toISOString();
  const evidence: Evidence = {
    schema: 1,
    service: release.service,
    environment,
    cluster: "main",
    releaseId: release.id,
    digest: release.image.digest,
    version: release.version,
    revision: null,
    state: "healthy",
    cause: null,
    since,
    step: null,
    stable: { releaseId: release.id },
    observedGeneration: 1,
    message: "",
    ...change,
  };
  return {
    branch: evidenceBranch(environment, "main"),
    message: "evidence",
    author: "reporter",
    at: hour(hours),
    files: { [evidenceFile(release.service)]: formatEvidence(evidence) },
  };
}

const beat = (environment: string): Imported => ({
  branch: heartbeatBranch(environment, "main"),
  message: "beat",
  author: "reporter",
  at: new Date(NOW.getTime() - 20_000),
});

const source = (service: string, words: string) => ({ [`services/${service}/src/main.ts`]: `// ${words}\n` });

export async function startStory(): Promise<Story> {
  const server = await startGitServer();
  const url = await server.createRepository("shop");
  const bare = server.folder("shop");
  const land = (...commits: readonly Imported[]) => importCommits(bare, commits);
  const made = async (service: string, version: string, letter: string) =>
    releaseOf(service, { version, digest: digestOf(letter), source: (await heads(bare)).get("main") ?? "" });

  await land(main("feat: a shop", "Ada", 0, shopFiles(["product", "order"])));
  const product010 = await made("product", "0.1.0", "a");
  const order010 = await made("order", "0.1.0", "b");
  await land(
    bumped(product010, "ada", 1),
    bumped(order010, "ada", 1.1),
    ...promoted("staging", product010, "Grace", 2),
    ...promoted("prod", product010, "Grace", 3),
    main("fix(product): a price", "Ada", 5, source("product", "a price")),
  );
  const product011 = await made("product", "0.1.1", "c");
  await land(
    bumped(product011, "ada", 5.5),
    ...promoted("staging", product011, "Grace", 6),
    ...promoted("prod", product011, "Grace", 7),
    main("feat(order): nothing of product's", "Ken", 9, source("order", "lines")),
    main("feat(product): a search", "Ada", 10, source("product", "a search")),
  );
  const product020 = await made("product", "0.2.0", "d");
  const held = toHold("prod", product020.release, {
    cause: "rollback",
    reason: "customers see errors",
    by: "Radia",
    at: hour(13.5),
    until: null,
  });
  const rollback = `rollback(prod): product 0.2.0 → 0.1.1\n\nActor: Radia\nSlipway-Reason: customers see errors\nSlipway-Verb: rollback\n`;
  await land(
    bumped(product020, "ada", 11),
    ...promoted("staging", product020, "Grace", 12),
    ...promoted("prod", product020, "Grace", 13),
    main(rollback, "slipway[bot]", 13.5, {
      ...pin("prod", product011),
      [holdFile("prod", "product", product020.release.id)]: formatHold(held),
    }),
    main("feat(product): a basket", "Edsger", 15, source("product", "a basket")),
  );
  const product030 = await made("product", "0.3.0", "e");
  const canary = {
    state: "running",
    step: { index: 1, count: 4, weight: 25 },
    stable: { releaseId: product020.release.id },
  } as const;
  await land(
    bumped(product030, "edsger", 15.9),
    reported("dev", order010, 1.2, {}),
    reported("dev", product020, 11.2, {}),
    reported("dev", product030, 15.95, canary),
    reported("staging", product011, 6.1, {}),
    reported("staging", product020, 12.2, {}),
    reported("prod", product010, 3.2, {}),
    reported("prod", product011, 7.5, {}),
    reported("prod", product020, 13.2, {
      state: "aborted",
      cause: "failed",
      message: "success-rate was 0.82",
    }),
    reported("prod", product011, 13.75, {}),
    ...["dev", "staging", "prod"].map(beat),
  );
  const releases = {
    product010: product010.release,
    product011: product011.release,
    product020: product020.release,
    product030: product030.release,
    order010: order010.release,
  };
  const copy = await clone(url);
  return {
    server,
    bare,
    clone: copy,
    releases,
    land,
    report: (environment, release, hours, change = {}) =>
      land(reported(environment, { release }, hours, change)),
    async [Symbol.asyncDispose]() {
      await copy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
