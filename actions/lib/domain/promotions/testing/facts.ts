/** Facts of one service that may go from dev to staging: everything open unless a test says otherwise. */
import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import type { Evidence, Reading } from "../../evidence/evidence.ts";
import type { Release } from "../../releases/releases.ts";
import type { Candidate, Facts } from "../facts.ts";

export const now = new Date("2026-03-01T12:00:00Z");

export const id = (letter: string) => `sha256:${letter.repeat(64)}`;

/** Versions and sources rise with the letter. */
export function releaseOf(letter: string, service = "product"): Release {
  return {
    schema: 1,
    service,
    id: id(letter),
    version: `0.1.${letter.charCodeAt(0) - "a".charCodeAt(0)}`,
    image: { name: `shop/${service}`, digest: id(letter) },
    source: letter.repeat(40),
    strategy: "standard",
  };
}

export function candidateOf(letter: string, change: Partial<Candidate> = {}): Candidate {
  const files = new Map([["release.yaml", Buffer.from(letter)]]);
  return {
    release: releaseOf(letter),
    files,
    past: undefined,
    descends: true,
    isOlder: false,
    wasBefore: true,
    dependencies: [],
    soakFloor: { at: new Date(0), marks: [] },
    hold: undefined,
    ...change,
  };
}

/** A release that was healthy for an hour, until another came an hour ago. */
export function pastOf(letter: string, change: Partial<Candidate> = {}): Candidate {
  const past = {
    releaseId: id(letter),
    version: releaseOf(letter).version,
    digest: id(letter),
    from: new Date(now.getTime() - 7_200_000),
    to: new Date(now.getTime() - 3_600_000),
  };
  return candidateOf(letter, { past, ...change });
}

export function fresh(letter: string, change: Partial<Evidence> = {}): Reading {
  const { version, image } = releaseOf(letter);
  return {
    fresh: true,
    evidence: {
      schema: 1,
      service: "product",
      environment: "dev",
      cluster: "main",
      revision: null,
      releaseId: id(letter),
      digest: image.digest,
      version,
      state: "healthy",
      cause: null,
      since: "2026-03-01T11:00:00Z",
      step: null,
      stable: { releaseId: id(letter) },
      observedGeneration: 1,
      message: "",
      ...change,
    },
    commit: "e".repeat(40),
    reports: [],
  };
}

export const stale: Reading = { fresh: false, reason: "the last beat was 900 s ago", reports: [] };

export function factsOf(change: Partial<Facts> = {}): Facts {
  return {
    service: "product",
    environment: "staging",
    from: "dev",
    fromRegistry: "registry.test",
    before: undefined,
    policy: environmentOf("staging", { order: 2, after: "dev" }),
    live: candidateOf("b"),
    past: [],
    current: releaseOf("a"),
    reading: fresh("b"),
    targetReading: undefined,
    hasOverlay: true,
    stop: undefined,
    exceptions: [],
    bypasses: [],
    approvals: undefined,
    now,
    ...change,
  };
}
