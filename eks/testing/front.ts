/**
 * AWS as a pod meets it: an emulator checks no permission, so this stands before it. STS gives a role to a token that the role's trust
 * lets in; Secrets Manager answers a session whose role's policy allows the call. Both are evaluated as in eks/check. Signatures of
 * requests are not checked.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { LoopbackServer } from "@slipway/testing/http/loopback.ts";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { isAllowed } from "../check/permission.ts";
import { mayAssume } from "../check/trust.ts";
import type { Role } from "./roles.ts";
import { SecretsManager } from "./secrets-manager.ts";

export interface FrontOptions {
  readonly emulator: string;
  readonly region: string;
  readonly roles: readonly Role[];
  /** ARN of the identity provider, the issuer of its tokens, and the keys that sign them. */
  readonly provider: string;
  readonly issuer: string;
  readonly keys: JSONWebKeySet;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

export class Front implements AsyncDisposable {
  readonly #options: FrontOptions;
  readonly #secrets: SecretsManager;
  readonly #server = new LoopbackServer((request, response) => void this.#serve(request, response));
  /** Roles of the sessions that were given out, by access key. */
  readonly #sessions = new Map<string, Role>();

  private constructor(options: FrontOptions) {
    this.#options = options;
    this.#secrets = new SecretsManager(options.emulator, options.region);
  }

  static async start(options: FrontOptions): Promise<Front> {
    const front = new Front(options);
    await front.#server.listen();
    return front;
  }

  get url(): string {
    return this.#server.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await request.toArray()).join("");
    const target = request.headers["x-amz-target"];
    const answered = target === undefined ? this.#assume(request, body) : this.#read(request, body);
    const answer = await answered.catch((error: Error) => ({ status: 500, body: error.message }));
    response.writeHead(answer.status, { "content-type": target === undefined ? "text/xml" : JSON_1_1 });
    response.end(answer.body);
  }

  async #assume(request: IncomingMessage, body: string): Promise<Answer> {
    const { Action, RoleArn, WebIdentityToken = "" } = Object.fromEntries(new URLSearchParams(body));
    if (Action !== "AssumeRoleWithWebIdentity") return refusedBySts(`no action ${Action} here`);
    const role = this.#options.roles.find(({ arn }) => arn === RoleArn);
    const claims = await this.#claims(WebIdentityToken);
    const lets = claims.some((one) => mayAssume(role?.trust, this.#options.provider, one));
    if (role === undefined || !lets)
      return refusedBySts(`Not authorized to perform sts:${Action} on ${RoleArn}`);
    const answer = await this.#forward(request, body);
    const key = /<AccessKeyId>([^<]+)</.exec(answer.body)?.[1];
    if (key !== undefined) this.#sessions.set(key, role);
    return answer;
  }

  /** The token's claims, once for each audience; none of a token that the cluster did not sign, or that has ended. */
  async #claims(token: string): Promise<readonly Readonly<Record<string, string>>[]> {
    const { keys, issuer } = this.#options;
    const verified = await jwtVerify(token, createLocalJWKSet(keys), { issuer }).catch(() => undefined);
    const { sub = "", aud = [] } = verified?.payload ?? {};
    return [aud].flat().map((one) => ({ sub, aud: one }));
  }

  async #read(request: IncomingMessage, body: string): Promise<Answer> {
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const role = this.#sessions.get(key);
    if (role === undefined)
      return refused("UnrecognizedClientException", "The security token included in the request is invalid.");
    const action = String(request.headers["x-amz-target"]).replace(".", ":");
    const { SecretId } = JSON.parse(body) as { readonly SecretId: string };
    const { region } = this.#options;
    // Of a secret that does not exist, AWS evaluates the name as it was asked for.
    const account = role.arn.split(":")[4];
    const resource =
      (await this.#secrets.arn(SecretId)) ??
      `arn:aws:secretsmanager:${region}:${account}:secret:${SecretId}-000000`;
    const decrypt = {
      action: "kms:Decrypt",
      resource: `arn:aws:kms:${region}:${account}:key/of-the-environment`,
      context: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
    };
    if (!isAllowed(role.policy, { action, resource }))
      return refused(
        "AccessDeniedException",
        `User: ${role.arn} is not authorized to perform: ${action} on resource: ${SecretId} because no identity-based policy allows the ${action} action`,
      );
    if (!isAllowed(role.policy, decrypt))
      return refused("AccessDeniedException", "Access to KMS is not allowed");
    return this.#forward(request, body);
  }

  async #forward({ headers }: IncomingMessage, body: string): Promise<Answer> {
    const sent = ["content-type", "x-amz-target", "x-amz-date", "authorization"].flatMap((name) =>
      typeof headers[name] === "string" ? [[name, headers[name]] as const] : [],
    );
    // moto reads the service from the signature's scope; a call for a role has none.
    const scope = `AWS4-HMAC-SHA256 Credential=none/20260101/${this.#options.region}/sts/aws4_request, SignedHeaders=host, Signature=none`;
    const response = await fetch(this.#options.emulator, {
      method: "POST",
      headers: { authorization: scope, ...Object.fromEntries(sent) },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: await response.text() };
  }
}

const JSON_1_1 = "application/x-amz-json-1.1";

const refused = (type: string, Message: string): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: type, Message }),
});

const refusedBySts = (message: string): Answer => ({
  status: 403,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
