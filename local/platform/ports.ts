/**
 * Ports on 127.0.0.1. Forge, registry and API server use the same port inside the namespaces, so an address
 * in git or in an image name is valid on both sides.
 */
export interface Ports {
  readonly forge: number;
  readonly registry: number;
  readonly api: number;
  readonly argocd: number;
  readonly prometheus: number;
  readonly shop: Readonly<Record<string, number>>;
  readonly reporter: number;
  readonly all: readonly number[];
}

const bases: Readonly<Record<string, number>> = { demo: 17000, test: 17100 };
export const environments = ["dev", "staging", "prod"] as const;
export type Environment = (typeof environments)[number];

/** First port of a platform: known names have theirs, SLIPWAY_PORT_BASE overrides. */
export function portsOf(name: string): Ports {
  const base = Number(process.env.SLIPWAY_PORT_BASE ?? bases[name] ?? 17200);
  if (!Number.isInteger(base) || base < 1024 || base > 65_500) {
    throw new Error(
      `SLIPWAY_PORT_BASE is "${process.env.SLIPWAY_PORT_BASE}"; give a number from 1024 to 65500.`,
    );
  }
  const shop = { dev: base + 6, staging: base + 7, prod: base + 8 };
  return {
    forge: base,
    registry: base + 1,
    api: base + 2,
    argocd: base + 3,
    prometheus: base + 4,
    reporter: base + 5,
    shop,
    all: Array.from({ length: 6 + environments.length }, (_, index) => base + index),
  };
}
