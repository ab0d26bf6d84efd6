/**
 * A gate of the adopter's own, asked by HTTP: `POST {environment, service, release}`, answered by `{open, reason, until?}`.
 * Everything but such an answer in time is a closed gate: a redirect, a status but 200, a text without an end.
 */
import { z } from "zod";
import type { CustomGate } from "../environments/environments.ts";
import { faultOf } from "../http/patient-fetch.ts";
import type { Release } from "../releases/releases.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface CustomFacts {
  readonly gate: CustomGate;
  readonly environment: string;
  readonly service: string;
  readonly release: Pick<Release, "id" | "version" | "image" | "source">;
}

const LONGEST_ANSWER = 65_536;
const LONGEST_REASON = 300;

const answerSchema = z.strictObject({
  open: z.boolean(),
  reason: z.string().min(1),
  until: z.iso.datetime({ offset: true }).optional(),
});

export async function customGate(facts: CustomFacts): Promise<GateResult> {
  const { name, timeoutSeconds } = facts.gate;
  try {
    return toResult(name, await ask(facts));
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return closed(
      "custom",
      `${name}: ${isLate ? `no answer within ${timeoutSeconds} s` : `no answer: ${faultOf(error)}`}`,
    );
  }
}

type Answer = { readonly text: string } | { readonly fault: string };

async function ask({ gate, environment, service, release }: CustomFacts): Promise<Answer> {
  const { id, version, image, source } = release;
  const question = { environment, service, release: { id, version, digest: image.digest, source } };
  const response = await fetch(gate.url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(question),
    // Who answers must be whom the reviewed file names.
    redirect: "manual",
    signal: AbortSignal.timeout(gate.timeoutSeconds * 1000),
  });
  if (response.status === 200) return await read(response);
  await response.body?.cancel();
  const isRedirect = response.status >= 300 && response.status < 400;
  return { fault: `answered ${response.status}${isRedirect ? ", and redirects are not followed" : ""}` };
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
