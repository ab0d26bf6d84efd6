/** The addresses of Vault's interface that the operator uses: log in by a service account, look at the token, read an entry, give the token back. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { LoopbackServer } from "@slipway/testing/http/loopback.ts";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";

export interface VaultOptions {
  readonly keys: JSONWebKeySet;
  /** The role: its mount, its name, the account that may take it, and below which path its policy reads. */
  readonly mount: string;
  readonly role: string;
  readonly subject: string;
  readonly path: string;
  readonly entries: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

type Answer = readonly [status: number, body: object];
const DENIED: Answer = [403, { errors: ["permission denied"] }];

export class Vault implements AsyncDisposable {
  readonly #options: VaultOptions;
  readonly #tokens = new Set<string>();
  readonly #server = new LoopbackServer((request, response) => void this.#serve(request, response));

  private constructor(options: VaultOptions) {
    this.#options = options;
  }

  static async start(options: VaultOptions): Promise<Vault> {
    const vault = new Vault(options);
    await vault.#server.listen();
    return vault;
  }

  get url(): string {
    return this.#server.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await request.toArray()).join("");
    const answered = this.#answer(request.url ?? "", String(request.headers["x-vault-token"]), body);
    const [status, answer] = await answered.catch((): Answer => DENIED);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  }

  async #answer(url: string, token: string, body: string): Promise<Answer> {
    const { mount, path, entries } = this.#options;
    if (url === `/v1/auth/${mount}/login`) return this.#login(JSON.parse(body));
    if (!this.#tokens.has(token)) return DENIED;
    if (url === "/v1/auth/token/lookup-self")
      return [200, { data: { type: "service", ttl: 600, expire_time: "2099-01-01T00:00:00Z" } }];
    if (url === "/v1/auth/token/revoke-self") {
      this.#tokens.delete(token);
      return [204, {}];
    }
    const name = /^\/v1\/secret\/data\/(.+)$/.exec(url)?.[1] ?? "";
    if (!name.startsWith(path)) return DENIED;
    const data = entries.get(name);
    return data === undefined ? [404, { errors: [] }] : [200, { data: { data, metadata: { version: 1 } } }];
  }

  async #login({ role, jwt }: { readonly role: string; readonly jwt: string }): Promise<Answer> {
    const { payload } = await jwtVerify(jwt, createLocalJWKSet(this.#options.keys));
    if (role !== this.#options.role || payload.sub !== this.#options.subject) return DENIED;
    const client_token = randomUUID();
    this.#tokens.add(client_token);
    return [200, { auth: { client_token, lease_duration: 600, renewable: true } }];
  }
}
