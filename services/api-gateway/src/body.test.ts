/**
 * The gateway parses a body in the same way as the service behind it; otherwise limits for a name could be
 * bypassed.
 */
import { afterEach, describe, expect, test } from "vitest";
import { Opened, startEcho, startGateway } from "../testing/neighbours.ts";
import { repeatedKey } from "./repeated-key.ts";

const opened = new Opened();
afterEach(() => opened.close());

const limit = 5;
const guesses = 30;

async function gateway() {
  let asked = 0;
  const users = await startEcho(opened, "user", ({ app }) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    app.addHook("onRequest", async () => {
      asked += 1;
    });
  });
  const settings = { ATTEMPTS_PER_MINUTE: String(limit), TRUSTED_PROXIES: "127.0.0.1" };
  const edge = await startGateway(opened, users.address, {}, settings);
  const send = async (
    body: string | Buffer,
    headers: Record<string, string> = {},
    path = "/api/auth/login",
  ) =>
    (
      await fetch(`${edge.address}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      })
    ).status;
  return { send, asked: () => asked };
}

/** A different guess each time, from a different address. */
const login = (username: unknown, number: number) =>
  JSON.stringify({ username, password: `guess-${number}` });
const from = (number: number) => ({ "x-forwarded-for": `198.51.100.${number}` });
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

describe("guesses for one name in different spellings are limited, or refused", () => {
  type Guess = (number: number) => string | Buffer;
  const written: readonly (readonly [string, Guess, Record<string, string>?])[] = [
    ["a byte order mark", (number) => `\ufeff${login("nemo", number)}`],
    [
      "UTF-16",
      (number) => utf16(login("nemo", number)),
      { "content-type": "application/json; charset=utf-16le" },
    ],
    ["UTF-16 that says nothing", (number) => utf16(login("nemo", number))],
    ["a charset", (number) => login("nemo", number), { "content-type": "application/json; charset=latin1" }],
    ["another media type", (number) => login("nemo", number), { "content-type": "text/plain" }],
    [
      "two media types",
      (number) => login("nemo", number),
      { "content-type": "text/plain, application/json" },
    ],
    ["an encoding", (number) => login("nemo", number), { "content-encoding": "gzip" }],
    ["two keys", (number) => `{"username":"nobody${number}","username":"nemo","password":"x"}`],
    ["two keys, one escaped", (number) => `{"username":"a${number}","user\\u006eame":"nemo","password":"x"}`],
    ["no UTF-8", (number) => Buffer.from(login("nemo", number).replace("nemo", "nem\u00f3"), "latin1")],
    ["a comment", (number) => `/* ${number} */${login("nemo", number)}`],
    ["a number", () => login(4711, 1)],
    ["a truth value", () => login(true, 1)],
    ["a list", (number) => login(["nemo"], number)],
    ["a list around it", (number) => `[${login("nemo", number)}]`],
    ["no name", () => '{"password":"x"}'],
    ["nothing", () => ""],
  ];
  const cases = written.map(([what, body, headers = {}]) => ({ what, body, headers }));
  test.each(cases)("$what", async ({ body, headers }) => {
    const { send, asked } = await gateway();
    for (let number = 0; number < guesses; number += 1)
      expect([400, 415]).toContain(await send(body(number), { ...headers, ...from(number) }));
    expect(asked()).toBe(0);
  });

  test.each([
    ["other cases", ["nemo", "NEMO", "nEmO"]],
    ["a dotted I", ["nim", "n\u0130m", "nIM", "ni\u0307m"]],
    ["a final sigma", ["\u03b1\u03c3", "\u03b1\u03c2", "\u0391\u03a3"]],
    ["a Kelvin sign", ["kim", "\u212aim"]],
    ["escapes", ["nemo"]],
  ])("%s share one limit", async (_what, names) => {
    const { send } = await gateway();
    const statuses: number[] = [];
    for (let number = 0; number < guesses; number += 1)
      statuses.push(await send(login(names[number % names.length], number), from(number)));
    // During the second or two that this takes, one more may be allowed.
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(limit + 2);
    expect(statuses).toContain(429);
  });
});

test("registrations are parsed alike", async () => {
  const { send, asked } = await gateway();
  expect(await send(`\ufeff${login("nemo", 1)}`, {}, "/api/users")).toBe(400);
  expect(await send('{"username":7,"email":"a@b.c"}', {}, "/api/users")).toBe(400);
  expect(asked()).toBe(0);
});

test.each([["application/json"], ["application/json; charset=utf-8"], ['Application/JSON;charset="UTF-8"']])(
  "bodies as browsers and curl send them are accepted: %s",
  async (type) => {
    const { send, asked } = await gateway();
    expect(await send(login("n\u00e9mo", 1), { "content-type": type, "content-encoding": "identity" })).toBe(
      201,
    );
    expect(asked()).toBe(1);
  },
);

test("every other body is parsed alike, and passed on byte for byte", async () => {
  const others = await startEcho(opened, "others");
  const edge = await startGateway(opened, others.address);
  const send = (body: string) =>
    fetch(`${edge.address}/api/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
  expect((await send('{"a":1,"a":2}')).status).toBe(400);
  const spaced = '{ "quantity" : 1.0 }';
  expect(((await (await send(spaced)).json()) as { headers: object }).headers).toMatchObject({
    "content-length": String(spaced.length),
  });
});

test.each([
  ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', undefined],
  ['{"a":"\\"a\\":","b":"{\\"a\\":1}"}', undefined],
  ['{"a":{"b":1,"b":2}}', "b"],
  ['[{"a":[1,{"c":1,"d":2,"c":3}]}]', "c"],
  ['{"\\u0061":1,"a":2}', "a"],
  ['"a"', undefined],
])("%s has the key twice: %s", (json, key) => {
  expect(repeatedKey(json)).toBe(key);
});
