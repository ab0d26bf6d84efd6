import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Parts } from "./parts.ts";
import type { Settings } from "./workflows.ts";

type Keys = Pick<Settings, "publicKey" | "privateKey" | "password">;

/** A key pair of this demo, if cosign was built before; otherwise empty, and nothing is signed. */
export async function makeKeys(parts: Parts): Promise<Keys> {
  if (!parts.canSign) return { publicKey: "", privateKey: "", password: "" };
  const folder = join(parts.folder, "signing");
  await mkdir(folder, { mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  const prefix = join(folder, "cosign");
  await execa(parts.binary("cosign", "cosign"), ["generate-key-pair", `--output-key-prefix=${prefix}`], {
    env: { COSIGN_PASSWORD: password },
    timeout: 30_000,
  });
  const [publicKey, privateKey] = await Promise.all([
    readFile(`${prefix}.pub`, "utf8"),
    readFile(`${prefix}.key`, "utf8"),
  ]);
  return { publicKey, privateKey, password };
}
