/**
 * moto as an AWS account on this machine. It checks no permission and no trust, its resources hold no data, and it leaves out kinds
 * that it does not know: those are returned, so that nobody takes them for executed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { Stopped, waitFor } from "../../local/wait/wait.ts";

export interface Emulator {
  readonly url: string;
  /** One call of AWS's query protocol, answered in XML. Rejects with the service's message. */
  call(service: string, action: string, parameters: Readonly<Record<string, string>>): Promise<string>;
  /** Kinds of resources that were left out so far. */
  leftOut(): readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** CloudFormation and RDS; their query protocol asks for a version of the service's interface. */
const VERSIONS: Readonly<Record<string, string>> = { cloudformation: "2010-05-15", rds: "2014-10-31" };

/** @param python an environment with moto */
export async function startEmulator(python: string, account: string, region: string): Promise<Emulator> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    env: { ...process.env, MOTO_ACCOUNT_ID: account, AWS_DEFAULT_REGION: region },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [server.stdout, server.stderr])
    stream.on("data", (data: Buffer) => output.push(data.toString()));
  const ended = once(server, "close");
  await waitFor(
    async () => {
      if (server.exitCode !== null) throw new Stopped(`moto ended: ${output.join("")}`);
      return await fetch(`${url}/moto-api/`).then(
        () => ({ value: true }),
        (error: Error) => ({ seen: error.message }),
      );
    },
    { what: "moto's first answer", seconds: 120, everyMs: 100 },
  );
  return {
    url,
    call: (service, action, parameters) => post(url, region, service, { Action: action, ...parameters }),
    leftOut: () => {
      const found = output.join("").matchAll(/No Moto CloudFormation support for (\S+)/g);
      return [...new Set([...found].map(([, kind = ""]) => kind))].sort();
    },
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await ended;
    },
  };
}

async function post(
  url: string,
  region: string,
  service: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      // moto reads service and region from the signature's scope, and checks no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=none/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      "x-amz-date": "20260101T000000Z",
    },
    body: new URLSearchParams({ Version: VERSIONS[service] ?? "", ...parameters }),
    signal: AbortSignal.timeout(300_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${parameters.Action}: ${messageIn(text)}`);
  return text;
}

const messageIn = (text: string): string =>
  /<Message>([^<]*)|"[Mm]essage": ?"((?:[^"\\]|\\.)*)"/.exec(text)?.slice(1).find(Boolean) ??
  text.slice(0, 300);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
