/**
 * A custom gate, called over HTTP: `POST {environment, service, release}`, answered with `{open, reason,
 * until?}`. Without a valid answer in time the gate is closed: for example a redirect, a status other than
 * 200, an endless body.
 */

import * as z from "zod";
import type { CustomGate } from "../../domain/environments/environments.ts";
import { closed, type GateResult, open } from "../../domain/gates/gate.ts";
import { parseJson } from "../../domain/parsing/json.ts";
import type { Release } from "../../domain/releases/releases.ts";
import { faultOf } from "../../io/http/retrying-fetch.ts";
import { credentialsFor } from "./credentials.ts";

export interface CustomFacts {
  readonly gate: CustomGate;
  readonly environment: string;
  readonly service: string;
  readonly release: Pick<Release, "id" | "version" | "image" | "source">;
  /** Contains the variables named in the gate's `auth` and `sign`. */
  readonly env: NodeJS.ProcessEnv;
}

const LONGEST_ANSWER = 65_536;
const LONGEST_REASON = 300;

const answerSchema = z.strictObject({
  open: z.boolean(),
  reason: z.string().min(1),
  until: z.iso.datetime({ offset: true }).optional(),
});

export async function customGate(facts: CustomFacts): Promise<GateResult> {
  const { name } = facts.gate;
  const body = JSON.stringify(questionOf(facts));
  const credentials = credentialsFor(facts.gate, body, facts.env);
  if ("fault" in credentials) return closed("custom", `${name}: ${credentials.fault}`);
  return toResult(name, redacted(await ask(facts, body, credentials.headers), credentials.redact));
}

function questionOf({ environment, service, release }: CustomFacts) {
  const { id, version, image, source } = release;
  return { environment, service, release: { id, version, digest: image.digest, source } };
}

type Answer = { readonly text: string } | { readonly fault: string };

async function ask(
  { gate: { url, auth, timeoutSeconds } }: CustomFacts,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body,
      // Only the server in the reviewed file may answer, and no other may see the token.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    if (response.status === 200) return await read(response);
    await response.body?.cancel();
    return { fault: refusal(response.status, auth) };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { fault: isLate ? `no answer within ${timeoutSeconds} s` : `no answer: ${faultOf(error)}` };
  }
}

function refusal(status: number, auth: string | undefined): string {
  if (status >= 300 && status < 400) return `answered ${status}, and redirects are not followed`;
  if (status !== 401 && status !== 403) return `answered ${status}`;
  return auth === undefined
    ? `answered ${status}: it requires a token.\n  Name the variable with its token in \`auth\`.`
    : `answered ${status}: it rejects the token in ${auth}.\n  Set a valid token.`;
}

function redacted(answer: Answer, redact: (text: string) => string): Answer {
  return "fault" in answer ? { fault: redact(answer.fault) } : { text: redact(answer.text) };
}

async function read(response: Response): Promise<Answer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > LONGEST_ANSWER) return { fault: `answered more than ${LONGEST_ANSWER} bytes` };
    parts.push(part);
  }
  return { text: Buffer.concat(parts).toString("utf8") };
}

function toResult(name: string, answer: Answer): GateResult {
  if ("fault" in answer) return closed("custom", `${name}: ${answer.fault}`);
  const parsed = answerSchema.safeParse(parseJson(answer.text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    return closed("custom", `${name}: not an answer${where}: ${issue?.message ?? "unknown"}`);
  }
  const { until } = parsed.data;
  const reason = `${name}: ${oneLine(parsed.data.reason)}`;
  if (parsed.data.open) return open("custom", reason);
  return closed("custom", reason, until === undefined ? {} : { until: new Date(until) });
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
}
