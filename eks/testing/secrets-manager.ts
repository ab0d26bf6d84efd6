import * as z from "zod";
import type { Entry } from "./entries.ts";

/** Secrets Manager on an emulator, as its administrator: JSON 1.1 by POST, without a signature. */
export class SecretsManager {
  readonly #url: string;
  readonly #region: string;

  constructor(url: string, region: string) {
    this.#url = url;
    this.#region = region;
  }

  /** Stores what a stack would, with a password that Secrets Manager makes. CloudFormation's own path is not moto's: it has no such kind. */
  async create({ name, values, generated }: Entry): Promise<void> {
    const made =
      generated === undefined ? {} : { [generated.property]: await this.#password(generated.length) };
    await this.#call("CreateSecret", { Name: name, SecretString: JSON.stringify({ ...values, ...made }) });
  }

  async put(name: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call("PutSecretValue", { SecretId: name, SecretString: JSON.stringify(values) });
  }

  async read(name: string): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#call("GetSecretValue", { SecretId: name });
    const text = z.looseObject({ SecretString: z.string() }).parse(answer).SecretString;
    // Numbers stay what they are in a template: an address holds both alike.
    return z.record(z.string(), z.coerce.string()).parse(JSON.parse(text));
  }

  /** The name that policies are about; undefined for a secret that does not exist. */
  async arn(name: string): Promise<string | undefined> {
    const known = z.looseObject({ ARN: z.string() });
    return this.#call("DescribeSecret", { SecretId: name }).then(
      (answer) => known.parse(answer).ARN,
      () => undefined,
    );
  }

  async #password(PasswordLength: number): Promise<string> {
    const answer = await this.#call("GetRandomPassword", { PasswordLength, ExcludePunctuation: true });
    return z.looseObject({ RandomPassword: z.string() }).parse(answer).RandomPassword;
  }

  async #call(action: string, body: object): Promise<unknown> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `secretsmanager.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=none/20260101/${this.#region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`secretsmanager ${action} ${JSON.stringify(body)}: ${text}`);
    return JSON.parse(text);
  }
}
