import { keptContainers } from "./pods.ts";
import type { Risk } from "./risk.ts";

const PROBES = ["readinessProbe", "livenessProbe", "startupProbe"];

export const probeRemoved: Risk = (change) =>
  keptContainers(change).flatMap(({ name, before, after }) =>
    PROBES.filter((probe) => before[probe] !== undefined && after[probe] === undefined).map(
      (probe) => `${probe} of ${name} is removed`,
    ),
  );
