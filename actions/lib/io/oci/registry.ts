/** Asks a registry, over the OCI distribution API, what it really holds. */
import * as z from "zod";
import { UserError } from "../../domain/errors/user-error.ts";
import { imageDigest } from "../../domain/parsing/values.ts";
import { faultOf, retryingFetch } from "../http/retrying-fetch.ts";
import { authorize, type Challenge, parseChallenge } from "./auth.ts";
import { type Credentials, dockerCredentials } from "./docker-config.ts";

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

export class RegistryError extends UserError {
  override readonly name = "RegistryError";
}

export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
}

export interface Registry {
  /** `reference` is a digest or a tag; undefined when the registry has no such manifest. */
  manifest(repository: string, reference: string): Promise<Manifest | undefined>;
  /** Names the manifest of that digest; what the tag named before, it names no longer. */
  putTag(repository: string, digest: string, tag: string): Promise<void>;
  /** Digests of what refers to the manifest of that digest, by the registry's own list or by the tag that stands in for it. */
  referrers(repository: string, digest: string): Promise<readonly string[]>;
}

type Method = "HEAD" | "GET" | "PUT";

/** The very bytes: a digest is theirs. */
interface Content {
  readonly type: string;
  readonly body: string;
}

export interface RegistryOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly fetcher?: typeof fetch;
}

/** `host` as in image names: `127.0.0.1:5000`, `123.dkr.ecr.eu-west-1.amazonaws.com`. */
export function registry(host: string, { env, fetcher = retryingFetch() }: RegistryOptions): Registry {
  const send = async (method: Method, url: string, authorization?: string, content?: Content) => {
    const headers = {
      ...(content === undefined ? { accept: MANIFEST_TYPES } : { "content-type": content.type }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const body = content === undefined ? {} : { body: content.body };
    return await fetcher(url, { method, headers, ...body }).catch((error: unknown) => {
      throw new RegistryError(
        `registry ${host}: no answer: ${faultOf(error)}.\n  Check that it is up and reachable from here; running again is safe.`,
      );
    });
  };
  const credentials = (): Promise<Credentials | undefined> => dockerCredentials(host, env);
  /** Undefined: the registry has no such thing. */
  const ask = async (method: Method, repository: string, path: string, content?: Content) => {
    const url = `${rootOf(host)}/v2/${repository}/${path}`;
    const first = await send(method, url, undefined, content);
    const challenge = first.status === 401 ? challengeOf(host, first) : undefined;
    const answer =
      challenge === undefined
        ? first
        : await send(
            method,
            url,
            await authorize(challenge, repository, await credentials(), fetcher),
            content,
          );
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw refused(host, repository, answer.status);
    return answer;
  };
  return {
    async manifest(repository, reference) {
      const answer = await ask("HEAD", repository, `manifests/${reference}`);
      if (answer === undefined) return undefined;
      return {
        digest: answer.headers.get("docker-content-digest") ?? "",
        mediaType: answer.headers.get("content-type") ?? "",
      };
    },
    async putTag(repository, digest, tag) {
      const found = await ask("GET", repository, `manifests/${digest}`);
      if (found === undefined) throw refused(host, repository, 404);
      const type = found.headers.get("content-type") ?? "";
      const put = await ask("PUT", repository, `manifests/${tag}`, { type, body: await found.text() });
      if (put === undefined) throw refused(host, repository, 404);
    },
    async referrers(repository, digest) {
      const list =
        (await ask("GET", repository, `referrers/${digest}`)) ??
        (await ask("GET", repository, `manifests/${digest.replace(":", "-")}`));
      if (list === undefined) return [];
      const read = indexSchema.safeParse(await list.json().catch(() => undefined));
      if (read.success) return (read.data.manifests ?? []).map((each) => each.digest);
      throw new RegistryError(
        `registry ${host}: ${repository}: what it lists as referring to ${digest} is no index.\n  Look into the registry's own log; running again is safe.`,
      );
    },
  };
}

const indexSchema = z.object({ manifests: z.array(z.object({ digest: imageDigest })).nullable() });

/** Only a registry on this very machine is spoken to without TLS. */
export function rootOf(host: string): string {
  const name = host.replace(/:\d+$/, "");
  const isLoopback = name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
  return `${isLoopback ? "http" : "https"}://${host}`;
}

function challengeOf(host: string, response: Response): Challenge {
  const challenge = parseChallenge(response.headers.get("www-authenticate") ?? "");
  if (challenge !== undefined) return challenge;
  throw new RegistryError(`registry ${host}: answered 401 without a way to log in.\n  Check its address.`);
}

function refused(host: string, repository: string, status: number): RegistryError {
  const remedy =
    status === 401 || status === 403
      ? `Log in first (docker login ${host}); the account needs pull and push on ${repository}.`
      : "Look into the registry's own log; running again is safe.";
  return new RegistryError(`registry ${host}: ${repository}: answered ${status}.\n  ${remedy}`);
}
