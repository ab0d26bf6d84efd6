import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { forgeUser, insideFolder, settings } from "../../forge/settings.ts";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";
import { provideDatabase } from "../data-stores/database.ts";
import { adminSocket, forgeDatabase } from "../postgres/component.ts";

export const gitea: Component = {
  name: "gitea",
  build: {
    kind: "go",
    module: "code.gitea.io/gitea",
    binaries: { gitea: "code.gitea.io/gitea" },
    assets: ["templates", "options", "public"],
    expectedSeconds: 100,
  },
  units: (platform) => [
    {
      kind: "task",
      name: "forge-database",
      after: ["postgres"],
      run: () => provideDatabase(adminSocket(platform), forgeDatabase, randomUUID()),
    },
    {
      kind: "process",
      name: "forge",
      component: "gitea",
      where: "node",
      after: ["gateway", "forge-database"],
      command: [...forgeUser.become, "/mnt/gitea/bin/gitea", "web", "--config", `${insideFolder}/app.ini`],
      env: forgeUser.environment,
      prepare: () => prepare(platform),
      address: `http://127.0.0.1:${platform.ports.forge}`,
      ready: answers(() => platform.inside(platform.ports.forge, "/api/healthz")),
    },
  ],
};

async function prepare(platform: Platform): Promise<void> {
  const folder = platform.directory("forge");
  await chown(folder, forgeUser.id, forgeUser.id);
  const file = `${folder}/app.ini`;
  if (existsSync(file)) return;
  await mkdir(`${folder}/home`, { recursive: true });
  await chown(`${folder}/home`, forgeUser.id, forgeUser.id);
  await writeFile(file, settings(platform.ports));
  // Gitea adds its generated secrets to the file at its first start.
  await chown(file, forgeUser.id, forgeUser.id);
}
