/** What was read about one service that may move from one environment to the next. */
import type { Environment } from "../environments/environments.ts";
import type { Reading } from "../evidence/evidence.ts";
import type { HealthySpan } from "../evidence/history.ts";
import type { Dependency } from "../gates/dependencies.ts";
import type { Hold } from "../holds/holds.ts";
import type { Release } from "../releases/releases.ts";
import type { Stop } from "../stops/stops.ts";
import type { Exception } from "../vulnerabilities/exceptions.ts";
import type { Bypass } from "./decision.ts";
import type { SoakFloor } from "./soak-floor.ts";

/** A release that may move. */
export interface Candidate {
  readonly release: Release;
  /** The release folder: file name → content. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Set when it is no longer what is pinned: its last healthy span, which a newer release ended. */
  readonly past: HealthySpan | undefined;
  /** Whether its source commit is, or descends from, the one pinned in the target. */
  readonly descends: boolean;
  /** Whether what is pinned in the target followed it: that was rolled back where it comes from, or fixed in the target. */
  readonly isOlder: boolean;
  /** What it needs of other services, and what the target has of them. */
  readonly dependencies: readonly Dependency[];
  /** Whether the environment before the one it is in had it too; true where releases begin. */
  readonly wasBefore: boolean;
  /**
   * Its soak cannot have started before, whatever its evidence says: the pin had not landed, or no reporter had seen it there.
   * Undefined: it is not known to have started.
   */
  readonly soakFloor: SoakFloor | undefined;
  /** The hold that applies to it; a text says why the holds cannot be read. */
  readonly hold: Hold | string | undefined;
}

export interface Facts {
  readonly service: string;
  readonly environment: string;
  /** The environment it comes from. */
  readonly from: string;
  /** The registry that `from` pulls from, and where the image is. */
  readonly fromRegistry: string;
  /** The environment before that one. */
  readonly before: string | undefined;
  /** What `environment` asks. */
  readonly policy: Environment;
  /** What is pinned in `from`; a text says why it cannot be read. */
  readonly live: Candidate | string | undefined;
  /** Releases that were healthy in `from` before and that the live one descends from, newest first. */
  readonly past: readonly Candidate[];
  /** What is pinned in `environment`. */
  readonly current: Release | string | undefined;
  /** What the clusters of `from` report. */
  readonly reading: Reading;
  /** What the clusters of `environment` report; undefined where none has ever reported. */
  readonly targetReading: Reading | undefined;
  /** Whether people have written `environments/<environment>/<service>/kustomization.yaml`. */
  readonly hasOverlay: boolean;
  /** A text says why the stops cannot be read. */
  readonly stop: Stop | string | undefined;
  /** A text says why security/exceptions.yaml cannot be read. */
  readonly exceptions: readonly Exception[] | string;
  /** For this service in this environment. */
  readonly bypasses: readonly Bypass[];
  /** Of the open pull request's head; undefined where there is none, a text where it is unknown. */
  readonly approvals: readonly string[] | string | undefined;
  readonly now: Date;
}
