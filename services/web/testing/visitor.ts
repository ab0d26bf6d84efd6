import type { App } from "@slipway/kit/server";

type Form = Readonly<Record<string, string>>;
type Answer = Awaited<ReturnType<App["inject"]>>;

/** A simulated browser with cookies that reads pages and sends forms. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  async get(url: string): Promise<Answer> {
    return this.#kept(await this.#app.inject({ url, headers: this.#headers() }));
  }

  async post(
    url: string,
    form: Form = {},
    headers: Form = { "sec-fetch-site": "same-origin" },
  ): Promise<Answer> {
    const payload = new URLSearchParams(form).toString();
    const type = { "content-type": "application/x-www-form-urlencoded" };
    return this.#kept(
      await this.#app.inject({
        method: "POST",
        url,
        payload,
        headers: { ...type, ...this.#headers(), ...headers },
      }),
    );
  }

  async register(name = "ada"): Promise<void> {
    const answer = await this.post("/register", {
      username: name,
      email: "a@b.c",
      password: "correct horse",
    });
    if (answer.statusCode !== 303) throw new Error(`${answer.statusCode}: ${answer.body}`);
  }

  #headers(): Record<string, string> {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { cookie: pairs.join("; ") };
  }

  #kept(answer: Answer): Answer {
    for (const { name, value } of answer.cookies) {
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
