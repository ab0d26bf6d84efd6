import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitFor } from "../local/wait/wait.ts";
import { create, lock } from "../services/kit/new-service/new-service.ts";
import { openStage } from "./stage.ts";

const name = "gift-cards";

test("what npm run new-service makes is delivered to dev by a push", async () => {
  const { delivery, platform } = await openStage();
  await delivery.pull();
  const started = performance.now();
  create(name, delivery.folder);
  lock(delivery.folder);
  const locked = readFileSync(join(delivery.folder, "package-lock.json"), "utf8");
  const commit = await delivery.push(`feat(${name}): begin`, { "package-lock.json": () => locked });

  const release = await delivery.pinned("dev", name, undefined);
  expect(release).toMatchObject({ version: "0.1.0", source: commit });
  await delivery.healthy("dev", name, release.id);
  // Through the API server, since nothing routes to it yet.
  const path = `/api/v1/namespaces/shop-dev/services/${name}:80/proxy/${name}`;
  const answer = await waitFor(
    async () => {
      const said = await platform.kubectl(["get", "--raw", path]).catch((error: Error) => error);
      return said instanceof Error ? { seen: said.message } : { value: said };
    },
    { what: `${name} to answer in dev` },
  );
  expect(JSON.parse(answer)).toEqual({ service: name });
  process.stderr.write(
    `   ${name}: made, pushed, and answering in dev after ${Math.round((performance.now() - started) / 1000)} s\n`,
  );
});
