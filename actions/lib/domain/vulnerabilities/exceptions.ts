/**
 * `security/exceptions.yaml`: findings of the scanner that may pass for a while. Each has an owner, a reason and a last
 * day at most 90 days away, so that nothing is muted for ever; to prolong one is a commit that somebody reviews.
 */
import { isNode, LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { Findings } from "../errors/user-error.ts";
import { serviceOfKey } from "../images/further.ts";
import { serviceName } from "../parsing/values.ts";
import { type DocumentKind, parseYaml } from "../parsing/yaml.ts";

export const LONGEST_EXCEPTION_DAYS = 90;

const DAY_MS = 86_400_000;

export interface Exception {
  /** A vulnerability (CVE-…, GHSA-…) or, in small letters, a rule for secrets. */
  readonly id: string;
  /** Only in this package; absent: in every package that has the vulnerability. */
  readonly package?: string | undefined;
  /** Only in this file of the image; a rule for secrets needs one. */
  readonly path?: string | undefined;
  /** Only in these services; absent: in all. */
  readonly services?: readonly string[] | undefined;
  readonly owner: string;
  readonly reason: string;
  /** The last day it holds, UTC, as YYYY-MM-DD. */
  readonly expires: string;
  /** Where it is: file and line. */
  readonly where: string;
}

const entry = z
  .strictObject({
    id: z
      .string()
      .regex(/^([A-Z][A-Z0-9]*-[\w.:-]+|[a-z][a-z0-9-]*)$/, "neither a vulnerability nor a secret's rule")
      .describe("a vulnerability (`CVE-…`, `GHSA-…`) or a secret rule"),
    package: z.string().min(1).optional().describe("of a vulnerability: only in this package"),
    path: z.string().min(1).optional().describe("of a secret rule: only in this file of the image"),
    services: z.array(serviceName).min(1).optional().describe("only in these services; absent: in all"),
    owner: z
      .string()
      .regex(/^@[\w.-]+(\/[\w.-]+)?$/, "not somebody to ask (@person or @organisation/team)")
      .describe("`@person` or `@organisation/team`"),
    reason: z.string().trim().min(10, "too short to be a reason").describe("why the finding may pass"),
    expires: z.iso.date("not a day (YYYY-MM-DD)").describe("last valid day, at most 90 days ahead"),
  })
  .superRefine((value, context) => {
    const isSecret = isSecretRule(value.id);
    const [needed, wrong] = isSecret ? (["path", "package"] as const) : ([undefined, "path"] as const);
    if (needed !== undefined && value[needed] === undefined)
      context.addIssue({
        code: "custom",
        path: [needed],
        message: "a secret's rule may pass in one file only",
      });
    if (value[wrong] !== undefined)
      context.addIssue({
        code: "custom",
        path: [wrong],
        message: `says nothing about ${isSecret ? "a secret" : "a vulnerability"}`,
      });
  });

export const exceptionsSchema = z.strictObject({ exceptions: z.array(entry).nullable() });

const kind = {
  schema: exceptionsSchema,
  remedy:
    'An entry has id, owner ("@organisation/team"), reason and expires, and optionally package, path and services; see security/exceptions.yaml.',
} satisfies DocumentKind<z.ZodType>;

export const isSecretRule = (id: string): boolean => /^[a-z]/.test(id);

/** Throws {@link Findings} with every fault of the file. Expiry is judged by the two functions below. */
export function parseExceptions(text: string, where: string): readonly Exception[] {
  const { value, findings } = parseYaml(text, where, kind);
  if (value === undefined) throw new Findings(findings);
  const lines = linesOf(text);
  return (value.exceptions ?? []).map((exception, i) => ({ ...exception, where: `${where}:${lines(i)}` }));
}

function linesOf(text: string): (index: number) => number {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false });
  return (index) => {
    const node = document.getIn(["exceptions", index], true);
    return isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : 1;
  };
}

/** What an exception may excuse. */
export type Excusable =
  | { readonly kind: "vulnerability"; readonly id: string; readonly package: string }
  | { readonly kind: "secret"; readonly rule: string; readonly path: string };

export function covers(exception: Exception, service: string, finding: Excusable): boolean {
  // A further image of a service is the service's.
  if (exception.services !== undefined && !exception.services.includes(serviceOfKey(service))) return false;
  if (finding.kind === "secret") return exception.id === finding.rule && exception.path === finding.path;
  if (exception.id !== finding.id) return false;
  return exception.package === undefined || exception.package === finding.package;
}

/** Those whose last day (UTC) is over at `now`. */
export function expiredExceptions(exceptions: readonly Exception[], now: Date): readonly Exception[] {
  return exceptions.filter(({ expires }) => now.getTime() >= Date.parse(expires) + DAY_MS);
}

/** Those that would hold for more than {@link LONGEST_EXCEPTION_DAYS} days from `now` (UTC). */
export function overlongExceptions(exceptions: readonly Exception[], now: Date): readonly Exception[] {
  const today = Date.parse(now.toISOString().slice(0, 10));
  return exceptions.filter(({ expires }) => Date.parse(expires) - today > LONGEST_EXCEPTION_DAYS * DAY_MS);
}

/** Throws {@link Findings} where an exception is longer than anybody may grant. */
export function requireBounded(exceptions: readonly Exception[], now: Date): void {
  const last = new Date(Date.parse(now.toISOString().slice(0, 10)) + LONGEST_EXCEPTION_DAYS * DAY_MS);
  Findings.throwIfAny(
    overlongExceptions(exceptions, now).map(
      ({ where, id, expires }) =>
        `${where}: ${id} is excepted until ${expires}, more than ${LONGEST_EXCEPTION_DAYS} days ahead.\n  Let it expire on ${last.toISOString().slice(0, 10)} or before; prolong it then if it still has to be.`,
    ),
  );
}
