import { expect, test } from "vitest";
import { redacted } from "./redact.ts";
import { withoutSecrets } from "./secret-text.ts";

// Not a word of it is a secret's name.
const WORD = "hunter2abcdefghijklmnop";

test.each([
  ["JSON in JSON", `{"a":"{\\"password\\":\\"${WORD}\\"}"}`],
  ["an element", `<password>${WORD}</password>`],
  ["attributes", `<add key="Password" value="${WORD}"/>`],
  ["a name and a value in one line", `{"name":"DB_PASSWORD","value":"${WORD}"}`],
  ["a value below its name", `- name: DB_PASSWORD\n  value: ${WORD}`],
  ["a value above its name", `- value: ${WORD}\n  name: DB_PASSWORD`],
  ["a column of settings", `password              = ${WORD}`],
  ["a column made by tabs", `password\t\t\t\t\t\t=\t${WORD}`],
  ["a name, a blank and a value", `spring.datasource.password ${WORD}`],
  ["settings of Redis", `requirepass ${WORD}`],
  ["settings of nginx", `  proxy_set_header X-Api-Key "${WORD}";`],
  [".netrc", `machine example.com login me password ${WORD}`],
  [".pgpass", `db.example.com:5432:shop:shop:${WORD}`],
  ["SQL", `ALTER USER me WITH PASSWORD '${WORD}'`],
  ["Make", `password ?= ${WORD}`],
  ["a query", `https://x.example.com/a?sv=2020&sig=${WORD}`],
  ["an encoded form", `password%3D${WORD}`],
  ["a list below its name", `password:\n- ${WORD}`],
  ["a quoted value that goes on", `password: "abc\n  ${WORD}"`],
  ["a value on the next line", `"password":\n"${WORD}"`],
  ["a line that goes on", `password=abc\\\n${WORD}`],
  [
    "a private key of PGP",
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${WORD}\n-----END PGP PRIVATE KEY BLOCK-----`,
  ],
  ["a login of curl", `curl -u admin:${WORD} http://x`],
  ["a password of mysql", `mysql -uroot -p${WORD}`],
  ["a password of redis-cli", `redis-cli -h x -a ${WORD}`],
  ["a hash of a password", `admin:$apr1$abc$${WORD}`],
  ["an address that is a secret", `https://discord.com/api/webhooks/123/${WORD}`],
  ["a bot's address", `https://api.telegram.org/bot123:${WORD}/send`],
  ["a key by its shape", `sk-ant-api03-${WORD}`],
  ["a token by its shape", `hvs.${WORD}`],
])("not shown: %s", (_, text) => {
  expect(withoutSecrets(text)).not.toContain(WORD);
});

test.each<[string, object]>([
  ["values of a header", { spec: { headers: [{ name: "Authorization", values: [WORD] }] } }],
  ["an object for a value", { spec: { list: [{ name: "PASSWORD", value: { stringValue: WORD } }] } }],
  ["a list for the data of a Secret", { kind: "Secret", stringData: [WORD] }],
  ["a text for the data of a Secret", { kind: "Secret", data: WORD }],
  ["a flag with a blank", { spec: { args: ["--db-password ", WORD] } }],
])("not shown in an object: %s", (_, object) => {
  expect(JSON.stringify(redacted(object as never, undefined))).not.toContain(WORD);
});

test.each([
  "the password is wrong",
  "unauthorized: authentication required",
  "image: registry.example.com/shop/product:1.2.3",
  "a:\n  - name: LOG_LEVEL\n    value: debug",
  "the secret app-postgres is not there",
])("shown as it is: %s", (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test.each([
  `password a${" ".repeat(200_000)}x`,
  `password ${";".repeat(200_000)} x`,
  "mysql -".repeat(30_000),
  'name: "'.repeat(30_000),
  "<a ".repeat(60_000),
  "\\".repeat(200_000),
  "password=a\\\n".repeat(20_000),
  "a:1:a:a:".repeat(25_000),
])("takes no time, whatever it is made of: %#", (text) => {
  const began = process.cpuUsage();
  withoutSecrets(text);
  // Quadratic code takes minutes for these.
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(10);
});
