import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { retryingFetch } from "../http/retrying-fetch.ts";
import { registry, rootOf } from "./registry.ts";

const digest = `sha256:${"a".repeat(64)}`;
const fetcher = retryingFetch({ deadlineMs: 2000, pausesMs: [1, 1] });
const login = Buffer.from("bot:pass:word").toString("base64");

/** Serves `listener` and a DOCKER_CONFIG folder whose config.json is `config(host)`. */
async function serve(listener: RequestListener, config?: (host: string) => object) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), "slipway-oci-"));
  if (config !== undefined) await writeFile(join(folder, "config.json"), JSON.stringify(config(host)));
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}` };
  return {
    host,
    folder,
    registry: registry(host, { env, fetcher }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

const found: RequestListener = (_request, response) =>
  response.writeHead(200, { "docker-content-digest": digest, "content-type": "application/x" }).end();

test("reads the digest back from the registry", async () => {
  await using served = await serve(found);
  expect(await served.registry.manifest("shop/product", digest)).toEqual({
    digest,
    mediaType: "application/x",
  });
});

test("a manifest the registry does not have is undefined, not an error", async () => {
  await using served = await serve((_request, response) => response.writeHead(404).end());
  expect(await served.registry.manifest("shop/product", digest)).toBeUndefined();
});

test("referrers come from the registry's list, or from the tag that stands in for one it does not keep", async () => {
  const index = JSON.stringify({ schemaVersion: 2, manifests: [{ digest }] });
  const answering = (path: string, body: string): RequestListener => {
    return (request, response) =>
      request.url === path ? response.writeHead(200).end(body) : response.writeHead(404).end();
  };
  const list = `/v2/shop/product/referrers/${digest}`;
  const tag = `/v2/shop/product/manifests/${digest.replace(":", "-")}`;
  for (const [path, body, found] of [
    [list, index, [digest]],
    [tag, index, [digest]],
    [list, '{"manifests": null}', []],
    ["/nothing", "", []],
  ] as const) {
    await using served = await serve(answering(path, body));
    expect(await served.registry.referrers("shop/product", digest)).toEqual(found);
  }
  await using served = await serve(answering(list, "<html>"));
  await expect(served.registry.referrers("shop/product", digest)).rejects.toThrow("is no index");
});

test("a registry that is down is named with the reason", async () => {
  const served = await serve(found);
  await served[Symbol.asyncDispose]();
  await expect(served.registry.manifest("shop/product", digest)).rejects.toThrow(
    `registry ${served.host}: no answer: ECONNREFUSED.`,
  );
});

test("basic login from the docker configuration", async () => {
  const listener: RequestListener = (request, response) =>
    request.headers.authorization === `Basic ${login}`
      ? found(request, response)
      : response.writeHead(401, { "www-authenticate": 'Basic realm="r"' }).end();
  await using served = await serve(listener, (host) => ({ auths: { [host]: { auth: login } } }));
  expect(await served.registry.manifest("shop/product", digest)).toMatchObject({ digest });
});

test("a credential helper answers for the host", async () => {
  const listener: RequestListener = (request, response) =>
    request.headers.authorization === `Basic ${login}`
      ? found(request, response)
      : response.writeHead(401, { "www-authenticate": 'Basic realm="r"' }).end();
  await using served = await serve(listener, () => ({ credsStore: "test" }));
  const helper = join(served.folder, "docker-credential-test");
  await writeFile(helper, '#!/bin/sh\necho \'{"Username":"bot","Secret":"pass:word"}\'\n');
  await chmod(helper, 0o755);
  expect(await served.registry.manifest("shop/product", digest)).toMatchObject({ digest });
});

test("a token service gives a bearer token for this repository", async () => {
  const scopes: (string | null)[] = [];
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/token") {
      scopes.push(url.searchParams.get("scope"));
      return response.end(
        JSON.stringify({ token: request.headers.authorization === `Basic ${login}` ? "t" : "no" }),
      );
    }
    if (request.headers.authorization === "Bearer t") return found(request, response);
    const realm = `http://${request.headers.host}/token`;
    return response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="r"` }).end();
  };
  await using served = await serve(listener, (host) => ({ auths: { [host]: { auth: login } } }));
  expect(await served.registry.manifest("shop/product", digest)).toMatchObject({ digest });
  expect(scopes).toEqual(["repository:shop/product:pull"]);
});

test("planted: a token service without TLS is never sent the password", async () => {
  const listener: RequestListener = (_, response) =>
    response
      .writeHead(401, { "www-authenticate": 'Bearer realm="http://login.invalid/token",service="r"' })
      .end();
  await using served = await serve(listener, (host) => ({ auths: { [host]: { auth: login } } }));
  await expect(served.registry.manifest("shop/product", digest)).rejects.toThrow(
    "registry login at http://login.invalid: the password would go there without TLS.",
  );
});

test("a refused login says who must be let in", async () => {
  await using served = await serve((_request, response) =>
    response.writeHead(401, { "www-authenticate": 'Basic realm="r"' }).end(),
  );
  await expect(served.registry.manifest("shop/product", digest)).rejects.toThrow(
    `docker login ${served.host}`,
  );
});

test.each([
  ["localhost:5000", "http://localhost:5000"],
  ["127.0.0.1:5000", "http://127.0.0.1:5000"],
  ["[::1]:5000", "http://[::1]:5000"],
  ["127.0.0.1.example.com", "https://127.0.0.1.example.com"],
  ["registry.example.com", "https://registry.example.com"],
])("%s is reached at %s", (host, root) => expect(rootOf(host)).toBe(root));
