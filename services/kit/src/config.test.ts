import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, loggable, originSetting, readConfig } from "./config.ts";
import { Type } from "./schema.ts";

const settings = {
  PRODUCT_URL: originSetting("http://product"),
  PASSWORD: Type.Optional(
    Type.String({ minLength: 8, writeOnly: true, description: "at least 8 characters" }),
  ),
};

function findings(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(settings, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
  return [];
}

test("reads typed values and falls back to defaults", () => {
  const config = readConfig(settings, {
    PRODUCT_URL: "http://product",
    PORT: "9000",
    FAULT_ERROR_RATE: "0.2",
    OTHER: "x",
  });
  expect(config).toMatchObject({
    PRODUCT_URL: "http://product",
    PORT: 9000,
    FAULT_ERROR_RATE: 0.2,
    LOG_LEVEL: "info",
  });
  expect(config).not.toHaveProperty("OTHER");
});

test("names all wrong variables together, with their values and remedies", () => {
  const found = findings({ PORT: "eighty", LOG_LEVEL: "loud", FAULT_ERROR_RATE: "1.5", DRAIN_DELAY_MS: "" });
  expect(found.toSorted()).toEqual([
    'DRAIN_DELAY_MS: "" is not whole milliseconds from 0 to 60000. Set it to one, or unset it for 3000.',
    'FAULT_ERROR_RATE: "1.5" is not a share of requests from 0 to 1. Set it to one, or unset it for 0.',
    'LOG_LEVEL: "loud" is not one of debug, info, warn, error, silent. Set it to one, or unset it for info.',
    'PORT: "eighty" is not a port from 0 to 65535. Set it to one, or unset it for 8080.',
    "PRODUCT_URL: is not set. Set it to an http(s) address without a path, such as http://product.",
  ]);
});

test.each(["product", "ftp://product", "http://product/api", "http://"])(
  "rejects the origin %s",
  (origin) => {
    expect(findings({ PRODUCT_URL: origin })).toHaveLength(1);
  },
);

test("never shows a secret, in an error or in the log", () => {
  expect(findings({ PRODUCT_URL: "http://product", PASSWORD: "hunter2" })).toEqual([
    "PASSWORD: the value (secret) is not at least 8 characters. Set it to one.",
  ]);
  const config = readConfig(settings, { PRODUCT_URL: "http://product", PASSWORD: "correct horse" });
  expect(loggable(settings, config)).toMatchObject({ PRODUCT_URL: "http://product", PASSWORD: "[redacted]" });
});

test("reads a value from the file that KEY_FILE names", () => {
  const file = join(mkdtempSync(join(tmpdir(), "config-")), "password");
  writeFileSync(file, "from a mounted secret\n");
  const config = readConfig(settings, { PRODUCT_URL: "http://product", PASSWORD_FILE: file });
  expect(config.PASSWORD).toBe("from a mounted secret");
});

test("reports an unreadable file together with the other findings", () => {
  const found = findings({ PASSWORD_FILE: "/nowhere/password" });
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(
    /^PASSWORD: the file named by PASSWORD_FILE cannot be read \(ENOENT.*\)\. Mount it, or set PASSWORD\.$/,
  );
});
