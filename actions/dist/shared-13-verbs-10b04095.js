// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  faultOf,
  retryingFetch
} from "./shared-18-verbs-d4e90f00.js";
import {
  UserError,
  array,
  exec,
  imageDigest,
  object,
  parseJson,
  record,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/cosign/image.ts
init_oldest_node();
function referenceOf({ registry: registry2, name, digest }) {
  return `${registry2}/${name}@${digest}`;
}
function repositoryOf({ registry: registry2, name }) {
  return withoutHost(`${registry2}/${name}`);
}
function withoutHost(repository) {
  return repository.slice(repository.indexOf("/") + 1);
}

// actions/lib/io/oci/registry.ts
init_oldest_node();

// actions/lib/io/oci/auth.ts
init_oldest_node();
var tokenSchema = object({ token: string().optional(), access_token: string().optional() });
function parseChallenge(header) {
  const scheme = /^(basic|bearer)\b/i.exec(header)?.[1]?.toLowerCase();
  if (scheme !== "basic" && scheme !== "bearer") return void 0;
  const pairs = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
    key.toLowerCase(),
    value
  ]);
  return { scheme, parameters: Object.fromEntries(pairs) };
}
async function authorize(challenge, repository, credentials, fetcher) {
  if (challenge.scheme === "basic") return credentials === void 0 ? void 0 : basic(credentials);
  const { realm, service } = challenge.parameters;
  if (realm === void 0 || !URL.canParse(realm)) return void 0;
  const url = new URL(realm);
  requireTls(url);
  if (service !== void 0) url.searchParams.set("service", service);
  url.searchParams.set("scope", challenge.parameters.scope ?? `repository:${repository}:pull`);
  const headers = credentials === void 0 ? {} : { authorization: basic(credentials) };
  const response = await fetcher(url, { headers });
  if (!response.ok) return void 0;
  const { token, access_token } = tokenSchema.parse(await response.json());
  const bearer = token ?? access_token;
  return bearer === void 0 ? void 0 : `Bearer ${bearer}`;
}
function requireTls({ protocol, host, hostname }) {
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
  if (protocol === "https:" || protocol === "http:" && isLoopback) return;
  throw new UserError(
    `registry login at ${protocol}//${host}: the password would go there without TLS.
  Have the registry name an https address in WWW-Authenticate.`
  );
}
function basic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

// actions/lib/io/oci/docker-config.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
var configSchema = object({
  auths: record(string(), object({ auth: string().optional() })).optional(),
  credHelpers: record(string(), string()).optional(),
  credsStore: string().optional()
});
var helperSchema = object({ Username: string(), Secret: string() });
async function dockerCredentials(host, env) {
  const file = join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker"), "config.json");
  const text = await readFile(file, "utf8").catch(() => void 0);
  if (text === void 0) return void 0;
  const config = configSchema.safeParse(parseJson(text));
  if (!config.success) {
    throw new UserError(`${file}: not a docker configuration.
  Log in again with docker login ${host}.`);
  }
  const { auths = {}, credHelpers = {}, credsStore } = config.data;
  const auth = (auths[host] ?? auths[`https://${host}`])?.auth;
  if (auth) return decode(auth);
  const helper = credHelpers[host] ?? credsStore;
  return helper === void 0 ? void 0 : await askHelper(helper, host, env);
}
function decode(auth) {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
async function askHelper(helper, host, env) {
  const options = { input: host, env, timeoutMs: 3e4, allowFailure: true };
  const { stdout, exitCode } = await exec(`docker-credential-${helper}`, ["get"], options);
  const answer = helperSchema.safeParse(parseJson(stdout));
  if (exitCode !== 0 || !answer.success) return void 0;
  return { username: answer.data.Username, password: answer.data.Secret };
}

// actions/lib/io/oci/registry.ts
var MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
var RegistryError = class extends UserError {
  name = "RegistryError";
};
function registry(host, { env, fetcher = retryingFetch() }) {
  const send = async (method, url, authorization, content) => {
    const headers = {
      ...content === void 0 ? { accept: MANIFEST_TYPES } : { "content-type": content.type },
      ...authorization === void 0 ? {} : { authorization }
    };
    const body = content === void 0 ? {} : { body: content.body };
    return await fetcher(url, { method, headers, ...body }).catch((error) => {
      throw new RegistryError(
        `registry ${host}: no answer: ${faultOf(error)}.
  Check that it is up and reachable from here; running again is safe.`
      );
    });
  };
  const credentials = () => dockerCredentials(host, env);
  const ask = async (method, repository, path, content) => {
    const url = `${rootOf(host)}/v2/${repository}/${path}`;
    const first = await send(method, url, void 0, content);
    const challenge = first.status === 401 ? challengeOf(host, first) : void 0;
    const answer = challenge === void 0 ? first : await send(
      method,
      url,
      await authorize(challenge, repository, await credentials(), fetcher),
      content
    );
    if (answer.status === 404) return void 0;
    if (!answer.ok) throw refused(host, repository, answer.status);
    return answer;
  };
  return {
    async manifest(repository, reference) {
      const answer = await ask("HEAD", repository, `manifests/${reference}`);
      if (answer === void 0) return void 0;
      return {
        digest: answer.headers.get("docker-content-digest") ?? "",
        mediaType: answer.headers.get("content-type") ?? ""
      };
    },
    async putTag(repository, digest, tag) {
      const found = await ask("GET", repository, `manifests/${digest}`);
      if (found === void 0) throw refused(host, repository, 404);
      const type = found.headers.get("content-type") ?? "";
      const put = await ask("PUT", repository, `manifests/${tag}`, { type, body: await found.text() });
      if (put === void 0) throw refused(host, repository, 404);
    },
    async referrers(repository, digest) {
      const list = await ask("GET", repository, `referrers/${digest}`) ?? await ask("GET", repository, `manifests/${digest.replace(":", "-")}`);
      if (list === void 0) return [];
      const read = indexSchema.safeParse(await list.json().catch(() => void 0));
      if (read.success) return (read.data.manifests ?? []).map((each) => each.digest);
      throw new RegistryError(
        `registry ${host}: ${repository}: what it lists as referring to ${digest} is no index.
  Look into the registry's own log; running again is safe.`
      );
    }
  };
}
var indexSchema = object({ manifests: array(object({ digest: imageDigest })).nullable() });
function rootOf(host) {
  const name = host.replace(/:\d+$/, "");
  const isLoopback = name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
  return `${isLoopback ? "http" : "https"}://${host}`;
}
function challengeOf(host, response) {
  const challenge = parseChallenge(response.headers.get("www-authenticate") ?? "");
  if (challenge !== void 0) return challenge;
  throw new RegistryError(`registry ${host}: answered 401 without a way to log in.
  Check its address.`);
}
function refused(host, repository, status) {
  const remedy = status === 401 || status === 403 ? `Log in first (docker login ${host}); the account needs pull and push on ${repository}.` : "Look into the registry's own log; running again is safe.";
  return new RegistryError(`registry ${host}: ${repository}: answered ${status}.
  ${remedy}`);
}

export {
  referenceOf,
  repositoryOf,
  withoutHost,
  RegistryError,
  registry
};
