import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { Component } from "../../platform/component.ts";
import { nodeAddress, type Platform } from "../../platform/platform.ts";
import { environments } from "../../platform/ports.ts";
import { answers } from "../../platform/readiness.ts";

const monitoringPort = 8222;

/** The shop's broker, with JetStream. Debian's version is too old for consumers with several subjects. */
export const nats: Component = {
  name: "nats",
  build: {
    kind: "go",
    module: "github.com/nats-io/nats-server/v2",
    binaries: { "nats-server": "github.com/nats-io/nats-server/v2" },
    expectedSeconds: 20,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "nats",
      component: "nats",
      where: "node",
      after: ["gateway"],
      command: [platform.binary("nats", "nats-server"), "--config", platform.path("nats", "nats.conf")],
      prepare: async () => {
        const content = configuration(platform, await brokerPasswords(platform));
        await writeFile(platform.path("nats", "nats.conf"), content, { mode: 0o600 });
      },
      ready: answers(() => platform.inside(monitoringPort, "/healthz")),
    },
  ],
};

/** The password of each environment's account, created at the first start. */
export async function brokerPasswords(platform: Platform): Promise<Readonly<Record<string, string>>> {
  const file = platform.path("nats", "passwords.json");
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  const passwords = Object.fromEntries(environments.map((name) => [name, randomBytes(24).toString("hex")]));
  await writeFile(file, JSON.stringify(passwords), { mode: 0o600 });
  return passwords;
}

/** Each environment has its own account: it sees only its own messages, and cannot fill the disk for the others. */
const configuration = (platform: Platform, passwords: Readonly<Record<string, string>>): string =>
  `listen: "${nodeAddress}:4222"
http: "127.0.0.1:${monitoringPort}"
jetstream {
  store_dir: ${JSON.stringify(platform.directory("nats", "store"))}
  max_mem: 64M
  max_file: 1536M
}
accounts {
${environments.map((name) => account(name, passwords[name] ?? "")).join("\n")}
}
`;

const account = (name: string, password: string): string => `  shop-${name} {
    jetstream { max_mem: 16M, max_file: 512M, max_streams: 20, max_consumers: 200 }
    users: [{ user: "shop-${name}", password: "${password}" }]
  }`;
