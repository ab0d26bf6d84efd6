import http from "k6/http";

/** An answer after which a journey cannot continue. */
class Unexpected extends Error {
  constructor({ method, route }, { status, body, error }) {
    const said = String(body || error).slice(0, 200);
    super(`${method} ${route} was answered with ${status === 0 ? "nothing" : status}: ${said}`);
  }
}

/**
 * One customer at the shop's public interface. Requests are counted by `name`: the route's template, not the
 * path.
 */
export class ShopClient {
  #gateway;
  #headers;

  /** @param address the client's address, as a proxy would add it */
  constructor(gateway, address) {
    this.#gateway = gateway;
    this.#headers = { "content-type": "application/json", "x-forwarded-for": address };
  }

  get(route, path) {
    return this.#ask({ method: "GET", route, path, expected: [200] });
  }

  put(route, path, body) {
    return this.#ask({ method: "PUT", route, path, body, expected: [200] });
  }

  create(route, path, body) {
    return this.#ask({ method: "POST", route, path, body, expected: [201] });
  }

  /** Confirmed or pending: the shop promises one of both. */
  buy(route, body) {
    const headers = { "idempotency-key": crypto.randomUUID() };
    return this.#ask({ method: "POST", route, path: route, body, headers, expected: [201, 202] });
  }

  /** All at the same time; `asked` contains pairs of route and path. */
  getAll(asked) {
    const questions = asked.map(([route, path]) => ({ method: "GET", route, path, expected: [200] }));
    const answers = Object.values(http.batch(questions.map((question) => this.#request(question))));
    return answers.map((answer, index) => bodyOf(questions[index], answer));
  }

  beAnonymous() {
    this.#headers["x-session-id"] = crypto.randomUUID();
  }

  /** Whether orders are shown without a login. */
  isDemo() {
    const path = "/api/orders?limit=1";
    const asked = {
      method: "GET",
      route: "/api/orders",
      path,
      body: undefined,
      headers: {},
      expected: [200, 401],
    };
    const { method, url, body, params } = this.#request(asked);
    return http.request(method, url, body, params).status === 200;
  }

  /** Registers a new person, who makes all following calls; returns the person's id. */
  logInAsNew(role) {
    const username = `c-${crypto.randomUUID()}`;
    const password = `pw-${crypto.randomUUID()}`;
    const account = { username, email: `${username}@example.com`, password };
    const { id } = this.create(
      "/api/users",
      "/api/users",
      role === undefined ? account : { ...account, role },
    );
    const login = { method: "POST", route: "/api/auth/login", path: "/api/auth/login", expected: [200] };
    const { accessToken } = this.#ask({ ...login, body: { username, password } });
    this.#headers.authorization = `Bearer ${accessToken}`;
    return id;
  }

  #ask(question) {
    const { method, url, body, params } = this.#request(question);
    return bodyOf(question, http.request(method, url, body, params));
  }

  #request({ method, route, path, body, headers, expected }) {
    return {
      method,
      url: `${this.#gateway}${path}`,
      body: body === undefined ? null : JSON.stringify(body),
      params: {
        headers: { ...this.#headers, ...headers },
        tags: { name: `${method} ${route}` },
        responseCallback: http.expectedStatuses(...expected),
        timeout: "15s",
      },
    };
  }
}

function bodyOf(question, answer) {
  if (!question.expected.includes(answer.status)) throw new Unexpected(question, answer);
  return answer.json();
}
