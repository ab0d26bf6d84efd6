import { readFileSync } from "node:fs";
import envSchema from "env-schema";
import Type, { type Static, type TObject, type TProperties, type TSchema } from "typebox";

/**
 * Settings of every service. A `description` says what a value must be and is quoted when it is not;
 * `writeOnly` marks a secret, whose value is never shown.
 */
export const commonSettings = {
  HOST: Type.String({ default: "0.0.0.0", minLength: 1, description: "an address to listen on" }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535, description: "a port from 0 to 65535" }),
  LOG_LEVEL: Type.Enum(["debug", "info", "warn", "error", "silent"], {
    default: "info",
    description: "one of debug, info, warn, error, silent",
  }),
  REQUEST_TIMEOUT_MS: milliseconds(3000, 60_000),
  DRAIN_DELAY_MS: milliseconds(3000, 60_000),
  DRAIN_LIMIT_MS: milliseconds(15_000, 600_000),
  FAULT_ERROR_RATE: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 1,
    description: "a share of requests from 0 to 1",
  }),
  FAULT_LATENCY_MS: milliseconds(0, 60_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(originSetting("http://jaeger:4318")),
  TRACE_RATIO: Type.Number({
    default: 0.1,
    minimum: 0,
    maximum: 1,
    description: "a share of traces from 0 to 1",
  }),
};

export type Store = "postgres" | "redis" | "nats";

/** Addresses of a service's stores; only services that use a store get them. */
const storeSettings = {
  postgres: { DATABASE_URL: secretUrl("postgres(ql)?", "postgres://user:password@host/database") },
  redis: {
    REDIS_URL: secretUrl("rediss?", "redis://host:6379/0"),
    REDIS_TIMEOUT_MS: milliseconds(50, 10_000),
  },
  nats: { NATS_URL: secretUrl("nats", "nats://user:password@host:4222") },
} as const;

export function settingsOf(stores: readonly Store[]): TProperties {
  return Object.assign({}, ...stores.map((store) => storeSettings[store]));
}

export const rpcSettings = {
  GRPC_PORT: Type.Integer({
    default: 9090,
    minimum: 0,
    maximum: 65_535,
    description: "a port from 0 to 65535",
  }),
};

/** It may contain a password. */
function secretUrl(schemes: string, example: string) {
  return Type.String({
    pattern: `^(${schemes})://`,
    writeOnly: true,
    description: `an address such as ${example}`,
  });
}

/** A required http(s) address without a path, such as `http://product`. */
export function originSetting(example: string) {
  return Type.String({
    pattern: "^https?://[^/]+/?$",
    description: `an http(s) address without a path, such as ${example}`,
  });
}

function milliseconds(standard: number, maximum: number) {
  return Type.Integer({
    default: standard,
    minimum: 0,
    maximum,
    description: `whole milliseconds from 0 to ${maximum}`,
  });
}

export type CommonConfig = Static<TObject<typeof commonSettings>>;
export type Config<Settings extends TProperties> = CommonConfig & Static<TObject<Settings>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** All invalid settings, each with its remedy. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    super(findings.join("\n"));
    this.findings = findings;
  }

  /** For the operator of the service. */
  describe(service: string): string {
    const lines = this.findings.map((finding) => `  ${finding}\n`).join("");
    return `${service}: invalid environment variables.\n${lines}`;
  }
}

/**
 * Reads the settings from environment variables. `KEY_FILE` names a file with the value of `KEY` (a mounted
 * secret). Throws one `ConfigError` with all findings.
 */
export function readConfig<Settings extends TProperties>(
  settings: Settings,
  environment: Environment,
): Config<Settings> {
  const properties: Record<string, TSchema> = { ...commonSettings, ...settings };
  const findings: string[] = [];
  const given = collect(Object.keys(properties), environment, findings);
  try {
    const config = envSchema<Config<Settings>>({
      schema: Type.Object(properties),
      data: { ...given },
      env: false,
    });
    if (findings.length === 0) return config;
  } catch (error) {
    const known = new Set(findings.map(variable));
    findings.push(...explain(error, properties, given).filter((finding) => !known.has(variable(finding))));
  }
  throw new ConfigError(findings);
}

/** The configuration for the log: without secrets. */
export function loggable(settings: TProperties, config: Readonly<Record<string, unknown>>) {
  const isSecret = (key: string) => annotation(settings[key], "writeOnly") === true;
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, isSecret(key) ? "[redacted]" : value]),
  );
}

function collect(keys: readonly string[], environment: Environment, findings: string[]) {
  const given: Record<string, string> = {};
  for (const key of keys) {
    const file = environment[`${key}_FILE`];
    const value = environment[key] ?? (file === undefined ? undefined : readSecret(key, file, findings));
    if (value !== undefined) given[key] = value;
  }
  return given;
}

function readSecret(key: string, file: string, findings: string[]): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.push(
      `${key}: the file named by ${key}_FILE cannot be read (${reason}). Mount it, or set ${key}.`,
    );
    return undefined;
  }
}

function explain(
  error: unknown,
  properties: Record<string, TSchema>,
  given: Readonly<Record<string, string>>,
): string[] {
  const keys = new Set(rejectedKeys(error));
  if (keys.size === 0) throw error;
  return [...keys].map((key) => {
    const expected = annotation(properties[key], "description") ?? "a valid value";
    const value = given[key];
    if (value === undefined) return `${key}: is not set. Set it to ${expected}.`;
    const shown =
      annotation(properties[key], "writeOnly") === true ? "the value (secret)" : JSON.stringify(value);
    const standard = annotation(properties[key], "default");
    const remedy = standard === undefined ? `Set it to one.` : `Set it to one, or unset it for ${standard}.`;
    return `${key}: ${shown} is not ${expected}. ${remedy}`;
  });
}

function rejectedKeys(error: unknown): string[] {
  if (!(error instanceof Error) || !("errors" in error) || !Array.isArray(error.errors)) return [];
  return error.errors.flatMap((finding: { instancePath?: string; params?: { missingProperty?: string } }) => {
    const key = finding.instancePath?.slice(1) || finding.params?.missingProperty;
    return key === undefined ? [] : [key];
  });
}

function annotation(schema: TSchema | undefined, keyword: string): unknown {
  return schema === undefined ? undefined : (schema as Record<string, unknown>)[keyword];
}

function variable(finding: string): string {
  return finding.slice(0, finding.indexOf(":"));
}
