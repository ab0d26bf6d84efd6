/** Evidence of one release in dev. */
import type { Evidence, Reading } from "../../evidence/evidence.ts";

export const id = (letter: string) => `sha256:${letter.repeat(64)}`;

export const release = { id: id("b"), version: "0.1.1" };

export const reading = (change: Partial<Evidence> = {}): Reading => ({
  fresh: true,
  evidence: {
    schema: 1,
    service: "product",
    environment: "dev",
    cluster: "main",
    releaseId: release.id,
    digest: id("d"),
    version: release.version,
    revision: null,
    state: "healthy",
    cause: null,
    since: "2026-01-01T00:00:00Z",
    step: null,
    stable: { releaseId: release.id },
    observedGeneration: 1,
    message: "",
    ...change,
  },
  commit: "e".repeat(40),
  reports: [],
});

export const stale = {
  fresh: false,
  reason: "the last beat was 900 s ago",
  reports: [],
} satisfies Reading;
