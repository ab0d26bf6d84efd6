import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../local/build/paths.ts";
import type { ReleaseView } from "../local/demo/delivery.ts";
import { aborted, evidenceOf } from "../local/demo/evidence.ts";
import { Narrator } from "../local/demo/narrator.ts";
import { openPlatformStage, type PlatformStage } from "../local/demo/platform-stage.ts";
import { accountToken } from "../local/forge/accounts.ts";
import { git, push } from "../local/forge/git.ts";
import { registryAddress } from "../local/forge/localise.ts";
import { createHome, owner, repository, repositoryUrl } from "../local/forge/repository.ts";
import { attach } from "../local/platform/up.ts";
import { waitFor } from "../local/wait/wait.ts";
import { Customers } from "./adopter/customers.ts";
import { bank, platformName, services } from "./adopter/home.ts";
import { startReporter } from "./adopter/reporter.ts";
import { commitAll, edit, plantSource } from "./adopter/source.ts";

const stack = new AsyncDisposableStack();
const narrator = new Narrator(process.stderr, false);
let stage: PlatformStage;
let folder: string;
const started = Date.now();

beforeAll(async () => {
  const platform = await attach(platformName);
  folder = platform.path("checkout", "bank");
  stage = openPlatformStage(platform, folder, narrator, bank);
  await createHome(platform, bank);
  await plantSource(folder, registryAddress(platform.ports), repositoryUrl(platform, bank));
});
afterAll(async () => {
  await stack.disposeAsync();
  narrator.show(narrator.table());
});

/** `slipway <words>` as docs/adopt.md runs it, from a checkout of Slipway. */
async function slipway(words: string): Promise<string> {
  const forge = `http://127.0.0.1:${stage.platform.ports.forge}`;
  const args = words.split(/\s+/);
  const { all } = await execa(process.execPath, [join(repositoryRoot, "actions/dist/slipway.js"), ...args], {
    cwd: folder,
    env: {
      GITHUB_SERVER_URL: forge,
      GITHUB_API_URL: `${forge}/api/v1`,
      GITHUB_REPOSITORY: `${bank.owner}/${bank.repository}`,
      SLIPWAY_TOKEN: await accountToken(stage.platform, "developer"),
      PATH: stage.platform.toolPath(),
      NO_COLOR: "1",
    },
    timeout: 120_000,
    all: true,
  });
  return all;
}

/** Waits until the adopter's reporter has said that a release is healthy, whatever kind of workload it is. */
function healthy(environment: string, service: string, id: string): Promise<void> {
  return waitFor(
    async () => {
      const reports = await evidenceOf(stage.delivery, environment, service);
      if (reports.some(({ state, releaseId }) => state === "healthy" && releaseId === id))
        return { value: undefined };
      const application = await stage.delivery.cluster.application(`${environment}-${service}`);
      return {
        seen: `${reports[0]?.state ?? "no evidence"}; application ${application.sync || "absent"} ${application.health} ${application.message}`,
      };
    },
    { what: `evidence that ${service} is healthy in ${environment}`, everyMs: 2000 },
  );
}

async function releases(environment: string): Promise<ReadonlyMap<string, ReleaseView>> {
  const found = new Map<string, ReleaseView>();
  for (const service of services) {
    const release = await stage.delivery.release(environment, service);
    if (release !== undefined) found.set(service, release);
  }
  return found;
}

test("slipway init sets the repository up, and its owner's few edits complete it", async () => {
  await narrator.act("Adopt: init, a few edits, one push");
  const { ports } = stage.platform;
  const called = await git(stage.platform.path("checkout", "slipway"), ["rev-parse", "HEAD"]);
  await narrator.step("slipway init", () =>
    slipway(
      `init --product bank --repository ${repositoryUrl(stage.platform, bank)} --registry ${registryAddress(ports)} --environments dev,prod --owners @bank/platform --slipway ${owner}/${repository}@${called}`,
    ),
  );
  const deliver = readFileSync(join(folder, ".github/workflows/deliver.yml"), "utf8");
  expect(deliver).toContain(`uses: ${owner}/${repository}/.github/workflows/call-deliver.yml@${called}`);

  await edit(folder, "services/ledger/service.yaml", (text) => `${text}migration: { args: [migrate] }\n`);
  await edit(folder, "services/statements/service.yaml", (text) =>
    text.replace(/^render:$/m, `render:\n  image: ${registryAddress(ports)}/statements`),
  );
  // No mesh is here, and a canary of minutes would be long for a test.
  const strategy = "rollouts/strategies/standard.yaml";
  const short = readFileSync(join(repositoryRoot, "local/forge/overlay", strategy), "utf8");
  await edit(folder, strategy, () => short);
  await edit(folder, "environments/prod/environment.yaml", (text) => text.replace("soak: 30m", "soak: 1s"));
  // This forge tells application sets nothing.
  for (const set of ["platform", "dev", "prod"]) {
    await edit(folder, `argocd/applicationsets/${set}.yaml`, (text) =>
      text.replace("requeueAfterSeconds: 30", "requeueAfterSeconds: 5"),
    );
  }
  await commitAll(folder, "chore: set up Slipway");
  expect(await slipway("detect-changes --base HEAD~1")).toMatch(/ledger/);
});

test("one push delivers all six services to dev, each by its own kind of manifests", async () => {
  const { delivery, platform } = stage;
  await push(folder, ["origin", "main"], await accountToken(platform, "developer"));
  await platform.apply(["-f", join(folder, "argocd/bootstrap/root.yaml")]);
  stack.use(await startReporter(platform, bank, ["dev", "prod"]));
  await narrator.step("push to six releases pinned in dev", async () => {
    for (const service of services) await delivery.pinned("dev", service, undefined);
  });
  const pinned = await releases("dev");
  await narrator.step("pinned to healthy in dev, all six", async () => {
    for (const [service, { id }] of pinned) await healthy("dev", service, id);
  });
  const bumps = await git(folder, ["log", "--format=%s", "--grep=^bump(dev)", "origin/main"]);
  expect(bumps.split("\n")).toEqual(["bump(dev): 6 services"]);
  const migration = await platform.kubectl([
    ...["get", "job", "ledger-migrate", "-n", "bank-dev"],
    ...["-o", "jsonpath={.status.succeeded}"],
  ]);
  expect(migration).toBe("1");
  const answer = await platform.inside(80, "/accounts/7", "ledger.bank-dev.svc.cluster.local");
  expect(answer).toEqual({ status: 200, body: "/accounts/7 holds 12.50 EUR\n" });
  narrator.note("init to all six services in dev", (Date.now() - started) / 1000);
});

test("a change is a canary that Prometheus judges", async () => {
  await narrator.act("A change of the ledger, by canary");
  const { delivery } = stage;
  stack.use(customersOf("ledger"));
  const before = await releases("dev");
  await delivery.push("feat(ledger): say whose account it is", {
    "services/ledger/main.go": (text) => text.replace('"%s holds %s\\n"', '"account %s holds %s\\n"'),
  });
  const release = await narrator.step("push to pin", () =>
    delivery.pinned("dev", "ledger", before.get("ledger")?.id),
  );
  expect(release.version).toBe("0.2.0");
  await narrator.step("canary serves", () => delivery.canaryServes("dev", "ledger", release.id));
  const rollout = await narrator.step("canary judged good", () =>
    delivery.healthy("dev", "ledger", release.id),
  );
  const measured = await delivery.cluster.measurements("dev", rollout.currentHash);
  expect(measured.filter((line) => line.includes("Successful")).length).toBeGreaterThanOrEqual(3);
  for (const service of services.filter((name) => name !== "ledger"))
    expect((await delivery.release("dev", service))?.id).toBe(before.get(service)?.id);
});

test("a reviewer promotes all six to prod", async () => {
  await narrator.act("Promotion to prod");
  const { delivery } = stage;
  const wanted = await releases("dev");
  await narrator.step("pull requests opened, reviewed, merged", async () => {
    const pulls = [];
    for (const [service, { id }] of wanted) {
      const pull = await delivery.promotion("prod", service, id);
      await delivery.forge.approve(pull);
      pulls.push(pull);
    }
    await delivery.forge.dispatch("promote.yml");
    await delivery.forge.mergeAll(pulls);
  });
  await narrator.step("healthy in prod, all six", async () => {
    for (const [service, { id }] of wanted) await healthy("prod", service, id);
  });
  expect(await releases("prod")).toEqual(wanted);
});

test("a bad commit is aborted in its canary and rolled back in git", async () => {
  await narrator.act("A bad change of the ledger");
  const { delivery } = stage;
  const good = await delivery.release("dev", "ledger");
  const inProd = await delivery.release("prod", "ledger");
  if (good === undefined) throw new Error("the ledger has no release in dev");
  await delivery.push("feat(ledger): answer faster", {
    "services/ledger/main.go": (text) =>
      text.replace(
        "\tfmt.Fprintf(w",
        "\tif r.RemoteAddr[len(r.RemoteAddr)-1] < '5' {\n\t\thttp.Error(w, \"the books are closed\", 500)\n\t\treturn\n\t}\n\tfmt.Fprintf(w",
      ),
  });
  const bad = await narrator.step("push to pin", () => delivery.pinned("dev", "ledger", good.id));
  await narrator.step("pin to abort", () => aborted(delivery, "dev", "ledger", bad.id));
  await narrator.step("abort to rolled back", () => delivery.restored("dev", "ledger", good.id));
  expect(await delivery.hold("dev", "ledger", bad.id)).toMatchObject({ cause: "failed", until: null });
  await narrator.step("healthy again", () => delivery.healthy("dev", "ledger", good.id));
  expect((await delivery.release("prod", "ledger"))?.id).toBe(inProd?.id);
});

test("a change of shared code releases exactly its users", async () => {
  await narrator.act("A change of shared code");
  const { delivery } = stage;
  const before = await releases("dev");
  // What was bad goes with it.
  await delivery.push("fix(shared): two digits, and the ledger's books are open", {
    "shared/money/money.go": (text) => text.replace("%d.%02d EUR", "EUR %d.%02d"),
    "services/ledger/main.go": (text) => text.replace(/\tif r\.RemoteAddr[\s\S]*?\n\t\}\n/, ""),
  });
  const ledger = await narrator.step("push to pin", () =>
    delivery.pinned("dev", "ledger", before.get("ledger")?.id),
  );
  const rates = await delivery.pinned("dev", "rates", before.get("rates")?.id);
  await narrator.step("healthy in dev, both", async () => {
    await healthy("dev", "ledger", ledger.id);
    await healthy("dev", "rates", rates.id);
  });
  for (const service of services.filter((name) => name !== "ledger" && name !== "rates"))
    expect((await delivery.release("dev", service))?.id).toBe(before.get(service)?.id);
  expect(await slipway("status")).toMatch(/ledger/);
});

function customersOf(service: string): AsyncDisposable {
  const customers = new Customers(stage.platform, `${service}.bank-dev`, 15);
  return { [Symbol.asyncDispose]: () => customers.stop() };
}
