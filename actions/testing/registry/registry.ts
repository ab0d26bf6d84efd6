/** A real registry in memory, real images and real key pairs for tests. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import * as z from "zod";
import { waitFor } from "../../../local/wait/wait.ts";
import { temporaryFolder } from "../temporary-folder.ts";

export interface KeyPair {
  readonly publicKey: string;
  /** What the environment of whoever signs holds. */
  readonly env: { readonly COSIGN_PRIVATE_KEY: string; readonly COSIGN_PASSWORD: string };
}

export interface TestRegistry extends AsyncDisposable {
  readonly host: string;
  /** Pushes an image with one file in it; returns its digest. */
  push(name: string, content: string): Promise<string>;
  /** Copies whatever is behind one reference to another. */
  copy(from: string, to: string): Promise<void>;
  /** Puts the signature of one image next to another, its payload rewritten to name that one. */
  forgeSignature(name: string, from: string, to: string): Promise<void>;
  /** Puts the attestations of one image next to another, each with its payload rewritten. */
  forgeAttestations(
    name: string,
    from: string,
    to: string,
    rewrite: (payload: string) => string,
  ): Promise<void>;
  keyPair(): Promise<KeyPair>;
  /** Ends it, as an outage does. */
  stop(): Promise<void>;
}

export async function startRegistry(): Promise<TestRegistry> {
  const folder = await temporaryFolder("slipway-registry-");
  const host = `127.0.0.1:${await freePort()}`;
  const server = spawn("crane", ["registry", "serve", "--address", host], { stdio: "ignore" });
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  const answers = async () => ({ value: await fetch(`http://${host}/v2/`) });
  await waitFor(answers, { what: `the registry at ${host}`, seconds: 20, everyMs: 50 });
  let pairs = 0;
  return {
    host,
    stop,
    async push(name, content) {
      const layer = join(folder.path, "layer.tar");
      await writeFile(join(folder.path, "file"), content);
      await exec("tar", ["-cf", layer, "-C", folder.path, "file"]);
      const { stdout } = await exec("crane", [
        ...["append", "--oci-empty-base", `--new_layer=${layer}`],
        `--new_tag=${host}/${name}:latest`,
      ]);
      return stdout.trim().split("@")[1] ?? "";
    },
    async copy(from, to) {
      await exec("crane", ["copy", `${host}/${from}`, `${host}/${to}`]);
    },
    async forgeSignature(name, from, to) {
      await forge(`http://${host}/v2/${name}`, `${tagOf(from)}.sig`, `${tagOf(to)}.sig`, (text) =>
        text.replaceAll(from, to),
      );
    },
    async forgeAttestations(name, from, to, rewrite) {
      await forge(`http://${host}/v2/${name}`, `${tagOf(from)}.att`, `${tagOf(to)}.att`, (text) => {
        const envelope = envelopeSchema.parse(JSON.parse(text));
        const payload = rewrite(Buffer.from(envelope.payload, "base64").toString());
        return JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString("base64") });
      });
    },
    async keyPair() {
      pairs += 1;
      const prefix = join(folder.path, `pair-${pairs}`);
      const password = `password ${pairs}`;
      await exec("cosign", ["generate-key-pair", `--output-key-prefix=${prefix}`], {
        env: { COSIGN_PASSWORD: password },
      });
      return {
        publicKey: await readFile(`${prefix}.pub`, "utf8"),
        env: { COSIGN_PRIVATE_KEY: await readFile(`${prefix}.key`, "utf8"), COSIGN_PASSWORD: password },
      };
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const tagOf = (digest: string): string => digest.replace(":", "-");
const envelopeSchema = z.looseObject({ payload: z.string() });
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Copies a tag with each of its layers rewritten, and its digests to match: what whoever may push can do. */
async function forge(
  api: string,
  from: string,
  to: string,
  rewrite: (layer: string) => string,
): Promise<void> {
  const answer = await fetch(`${api}/manifests/${from}`, { headers: { accept: MANIFEST } });
  const manifest = manifestSchema.parse(await answer.json());
  const layers = [];
  for (const layer of manifest.layers) {
    const forged = Buffer.from(rewrite(await (await fetch(`${api}/blobs/${layer.digest}`)).text()));
    const digest = digestOf(forged);
    await put(`${api}/blobs/uploads/?digest=${digest}`, "POST", "application/octet-stream", forged);
    layers.push({ ...layer, digest, size: forged.length });
  }
  await put(`${api}/manifests/${to}`, "PUT", MANIFEST, Buffer.from(JSON.stringify({ ...manifest, layers })));
}

const manifestSchema = z.looseObject({ layers: z.array(z.looseObject({ digest: z.string() })) });

const digestOf = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

async function put(url: string, method: string, type: string, body: Buffer<ArrayBuffer>): Promise<void> {
  const answer = await fetch(url, { method, headers: { "content-type": type }, body });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
