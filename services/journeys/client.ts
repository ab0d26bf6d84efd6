import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface Answer<Body> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

/** One request and its result; `status` 0 when there was no answer. */
export interface Exchange {
  readonly what: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** An answer after which a journey cannot continue. */
export class Unexpected extends Error {
  readonly what: string;
  readonly status: number;

  constructor(what: string, status: number, body: unknown) {
    const said = typeof body === "string" ? body : JSON.stringify(body);
    super(`${what} was answered with ${status === 0 ? "nothing" : status}: ${said?.slice(0, 300) ?? ""}`);
    this.what = what;
    this.status = status;
  }
}

export interface ClientOptions {
  /** Called for every request. */
  readonly observe?: ((exchange: Exchange) => void) | undefined;
  /**
   * The client's address, as a proxy would add it; each simulated customer has a different one, like real
   * customers.
   */
  readonly address?: string | undefined;
  readonly timeoutMs?: number;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";
type Headers = Readonly<Record<string, string>>;

/**
 * One customer's connection to the shop's gateway; `what` is the route's template, by which requests are
 * counted.
 */
export class GatewayClient {
  readonly gateway: string;
  /** Sent with every request once known: the user's token or an anonymous session. */
  readonly identity: Record<string, string> = {};
  readonly #agent = new Agent({ keepAlive: true });
  readonly #options: ClientOptions;

  constructor(gateway: string, options: ClientOptions = {}) {
    this.gateway = gateway;
    this.#options = options;
    if (options.address !== undefined) this.identity["x-forwarded-for"] = options.address;
  }

  /** @throws Unexpected for any status but those `expected` */
  async ask<Body>(
    what: string,
    path: string,
    expected: readonly number[],
    body?: unknown,
    headers: Headers = {},
  ): Promise<Answer<Body>> {
    const answer = await this.send<Body>(what, path, body, headers);
    if (!expected.includes(answer.status)) throw new Unexpected(what, answer.status, answer.body);
    return answer;
  }

  /** Any answer. @throws Unexpected with status 0 when there is none */
  async send<Body>(what: string, path: string, body?: unknown, headers: Headers = {}): Promise<Answer<Body>> {
    const started = performance.now();
    const observe = (status: number) =>
      this.#options.observe?.({ what, status, milliseconds: performance.now() - started });
    try {
      const answer = await this.#exchange(what.split(" ")[0] as Method, path, body, headers);
      observe(answer.status);
      return { ...answer, body: parsed(answer.text) as Body };
    } catch (error) {
      observe(0);
      throw new Unexpected(what, 0, error instanceof Error ? error.message : String(error));
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(method: Method, path: string, body: unknown, headers: Headers) {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      headers: IncomingHttpHeaders;
      text: string;
    }>();
    const sent = request(`${this.gateway}${path}`, {
      method,
      agent: this.#agent,
      signal: AbortSignal.timeout(this.#options.timeoutMs ?? 15_000),
      headers: {
        ...this.identity,
        ...(payload !== undefined && {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(payload),
        }),
        ...headers,
      },
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    sent.end(payload);
    return promise;
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
