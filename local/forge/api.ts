/** Time limit of an answer of the local forge, in seconds, for requests that hang. */
const usualSeconds = 120;

export class ForgeRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Gitea's REST API as one account. */
export class ForgeApi {
  readonly #root: string;
  readonly #token: string;

  /** @param port the forge's port on 127.0.0.1 */
  constructor(port: number, token: string) {
    this.#root = `http://127.0.0.1:${port}/api/v1`;
    this.#token = token;
  }

  /**
   * Sends a request; `undefined` for an answer without content.
   * @param seconds time limit for the whole answer
   * @throws ForgeRefused for any status other than 2xx
   */
  async call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    seconds: number = usualSeconds,
  ): Promise<Answer> {
    const response = await fetch(`${this.#root}${path}`, {
      method,
      headers: { authorization: `token ${this.#token}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(seconds * 1000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new ForgeRefused(response.status, `${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return (text ? JSON.parse(text) : undefined) as Answer;
  }

  /** An answer that is not JSON, such as a job's log. */
  async text(path: string): Promise<string> {
    const response = await fetch(`${this.#root}${path}`, {
      headers: { authorization: `token ${this.#token}` },
      signal: AbortSignal.timeout(usualSeconds * 1000),
    });
    if (!response.ok) throw new ForgeRefused(response.status, `GET ${path}: ${response.status}`);
    return response.text();
  }

  /** Creates an object that may already exist, without an error in that case. */
  async ensure(method: string, path: string, body: unknown): Promise<void> {
    await this.call(method, path, body).catch((error: unknown) => {
      const exists = error instanceof ForgeRefused && (error.status === 409 || error.status === 422);
      if (!exists) throw error;
    });
  }
}
