/** An environment's requirements for a release: the part of environment.yaml that gates use. */
import { Cron } from "croner";
import * as z from "zod";
import { secondsOf } from "../durations/parse.ts";

/** Asked by HTTP before a release comes in; see `lib/app/gate-answers/custom.ts` for question and answer. */
export interface CustomGate {
  readonly name: string;
  readonly url: string;
  readonly timeoutSeconds: number;
  /** Variable that contains the token of the call. */
  readonly auth?: string;
  /** Variable that holds the key the question is signed with. */
  readonly sign?: string;
}

/** A time in which nothing comes in by promotion. */
export interface Freeze {
  readonly name: string;
  /** Five fields: when it begins, on the clock of `timezone`. */
  readonly cron: string;
  /** On the clock on the wall: 62 h from Friday 16:00 end on Monday 06:00, summer time or not. */
  readonly durationSeconds: number;
  readonly timezone: string;
}

export interface Gates {
  /** How long a release must have been healthy in the environment before. */
  readonly soakSeconds: number;
  /** People who must have approved the very commit that is merged. */
  readonly approvals: number;
  readonly custom: readonly CustomGate[];
}

export interface RollbackPolicy {
  readonly merge: "push" | "review";
  readonly inFreeze: "allow" | "deny";
}

/** Releases from a `hotfix/*` branch straight into this environment. */
export interface HotfixPolicy {
  readonly allowed: boolean;
  /** People who must have approved the very commit that is merged. */
  readonly approvals: number;
  readonly inFreeze: "allow" | "deny";
  /** The workflow that must have signed it, on the hotfix's branch. */
  readonly identity: string;
}

export const duration = z
  .string("expected a duration like 5m")
  .regex(/^[1-9]\d{0,6}[smhd]$/, "expected a duration like 30s, 5m, 2h or 1d")
  .transform(secondsOf);

export const dnsLabel = z
  .string("expected a name")
  .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");

const timezone = z
  .string("expected a time zone like Europe/Berlin")
  .refine(isTimezone, "expected a time zone like Europe/Berlin");

const cron = z
  .string('expected five cron fields, like "0 16 * * 5"')
  .refine(isCron, 'expected five cron fields that match a date, like "0 16 * * 5"');

const gateUrl = z
  .string("expected an address")
  .refine(
    isGateUrl,
    "expected https://… without user name and password (http:// only for loopback addresses)",
  )
  .refine(
    hasNoSecret,
    "expected an address without a token or key in it: name the variable that holds it in auth or sign",
  );

/** With a prefix, or a file in git could have any secret of the job sent to any address. */
const variable = z
  .string("expected the name of a variable")
  .regex(/^SLIPWAY_GATE_[A-Z0-9_]+$/, "expected the name of a variable SLIPWAY_GATE_…, never its value");

const onceEach = (names: readonly { readonly name: string }[]) =>
  new Set(names.map(({ name }) => name)).size === names.length;

const TIMEOUT_LIMIT_SECONDS = 60;

const custom = z
  .array(
    z.strictObject({
      name: dnsLabel.describe("name of the gate"),
      url: gateUrl.describe("address that is asked with POST; `https` only"),
      timeout: duration
        .refine((seconds) => seconds <= TIMEOUT_LIMIT_SECONDS, "expected at most 60s")
        .default(10)
        .describe("no answer within this time closes the gate; at most 60s"),
      auth: variable.optional().describe("variable `SLIPWAY_GATE_…` with the bearer token"),
      sign: variable
        .optional()
        .describe("variable `SLIPWAY_GATE_…` with the signing key (Standard Webhooks)"),
    }),
    "expected a list of {name, url, timeout, auth, sign}",
  )
  .refine(onceEach, "each gate needs its own name");

export const gatesSchema = z
  .strictObject({
    soak: duration
      .optional()
      .describe("how long a release must be healthy in the environment before; absent: no soak"),
    approvals: z
      .int("expected a whole number")
      .min(0, "expected 0 or more")
      .default(0)
      .describe("approvals that the merged commit needs"),
    custom: custom.default([]).describe("gates that are asked by HTTP"),
  })
  .default({ approvals: 0, custom: [] });

export const freezesSchema = z
  .array(
    z.strictObject({
      name: dnsLabel.describe("name of the freeze"),
      cron: cron.describe("when it begins: five cron fields on the clock of `timezone`"),
      duration: duration.describe("how long it lasts in local time"),
      timezone: timezone.describe("IANA time zone, such as `Europe/Berlin`"),
    }),
    "expected a list of {name, cron, duration, timezone}",
  )
  .refine(onceEach, "each freeze needs its own name")
  .default([]);

export const rollbackSchema = z
  .strictObject({
    merge: z
      .enum(["push", "review"], 'expected "push" or "review"')
      .default("push")
      .describe("`push`: rollbacks are pushed; `review`: a rollback is a pull request"),
    inFreeze: z
      .enum(["allow", "deny"], 'expected "allow" or "deny"')
      .default("allow")
      .describe("whether a rollback is possible during a freeze"),
  })
  .default({ merge: "push", inFreeze: "allow" });

export const hotfixSchema = z
  .strictObject({
    allowed: z
      .boolean("expected true or false")
      .default(false)
      .describe("whether a hotfix may go straight into this environment"),
    approvals: z
      .int("expected a whole number")
      .min(0, "expected 0 or more")
      .default(1)
      .describe("approvals that a hotfix needs"),
    inFreeze: z
      .enum(["allow", "deny"], 'expected "allow" or "deny"')
      .default("allow")
      .describe("whether a hotfix is possible during a freeze"),
    identity: z
      .string("expected a workflow's file")
      .regex(/^\.github\/workflows\/[\w.-]+\.ya?ml$/, "expected .github/workflows/<file>.yml")
      .default(".github/workflows/hotfix.yml")
      .describe("workflow that must have signed a hotfix, on the hotfix's branch"),
  })
  .default({
    allowed: false,
    approvals: 1,
    inFreeze: "allow",
    identity: ".github/workflows/hotfix.yml",
  });

export function toGates({ soak, approvals, custom: asked }: z.output<typeof gatesSchema>): Gates {
  return {
    soakSeconds: soak ?? 0,
    approvals,
    custom: asked.map(({ name, url, timeout, auth, sign }) => ({
      name,
      url,
      timeoutSeconds: timeout,
      ...(auth === undefined ? {} : { auth }),
      ...(sign === undefined ? {} : { sign }),
    })),
  };
}

export function toFreezes(freezes: z.output<typeof freezesSchema>): readonly Freeze[] {
  return freezes.map(({ duration: durationSeconds, ...rest }) => ({ ...rest, durationSeconds }));
}

function isTimezone(name: string): boolean {
  try {
    // Offsets like "+02:00" are known too, but know nothing of summer time.
    return /^[A-Z]/.test(name) && Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function isCron(pattern: string): boolean {
  try {
    return new Cron(pattern, { mode: "5-part", paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isGateUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
}

/** A parameter may contain a token; the rest of an address names only the place. */
function hasNoSecret(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { searchParams, hash } = new URL(text);
  return hash === "" && ![...searchParams.keys()].some((name) => SECRET.test(name));
}

const SECRET = /token|secret|key|passw|auth|sig|credential|jwt|bearer/i;
