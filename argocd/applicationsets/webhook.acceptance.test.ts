/** What a push to git becomes when its webhook comes once, twice, forged or not at all. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Api, Stored } from "./testing/api.ts";
import { release } from "./testing/canary-releases.ts";
import { type Prod, startProd } from "./testing/prod.ts";
import { type ApplicationSeen, applications, applied, synced } from "./testing/rollouts.ts";
import { reconciled } from "./testing/sets.ts";

const secret = "of the webhook";
const running = new AsyncDisposableStack();
let prod: Prod;
let api: Api;
beforeAll(async () => {
  // So rare that during the test git is read only after a webhook.
  const options = { withServer: true, resyncSeconds: 3600, webhookSecret: secret };
  prod = running.use(await startProd({ files: await release("cart", "1"), ...options }));
  api = prod.api;
  await synced(api, "prod-cart");
});
afterAll(() => running.disposeAsync());

/** As the forge tells of a push to main. */
async function deliver(commit: string, key = secret): Promise<number> {
  const page = prod.url.replace(/\.git$/, "");
  const body = JSON.stringify({
    ref: "refs/heads/main",
    before: "0".repeat(40),
    after: commit,
    repository: { html_url: page, default_branch: "main" },
    commits: [
      { id: commit, added: [], removed: [], modified: ["environments/prod/cart/release/kustomization.yaml"] },
    ],
  });
  const answer = await fetch(`http://${prod.argocd.address("server")}/api/webhook`, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      "X-GitHub-Event": "push",
      "X-Hub-Signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
    },
  });
  await answer.text();
  return answer.status;
}

const history = async (): Promise<readonly string[]> =>
  (await api.read<ApplicationSeen>(`${applications}/prod-cart`)).status?.history?.map(
    ({ revision }) => revision,
  ) ?? [];

const refreshes = (seen: readonly { object: Stored }[]) =>
  seen.filter(({ object }) => object.metadata.annotations?.["argocd.argoproj.io/refresh"] !== undefined)
    .length;

test("AC-18 a webhook that comes twice is one sync; planted: a forged one is none", async () => {
  const [first = ""] = await history();
  using seen = await api.watch<ApplicationSeen>(applications);
  const second = await prod.developer.push("feat: second", await release("cart", "2"));
  expect(await deliver(second, "guessed")).toBe(400);
  // The sets' controller reconciles every second, and must not refresh the application in that time.
  await reconciled(prod.argocd.address("applicationset-controller"), 5);
  expect(refreshes(seen.events())).toBe(0);
  expect(await history()).toEqual([first]);

  expect(await deliver(second)).toBe(200);
  expect(await deliver(second)).toBe(200);
  await synced(api, "prod-cart", second);
  expect(await deliver(second)).toBe(200);
  await applied(
    api,
    "prod-cart",
    "refreshed",
    ({ metadata }) =>
      refreshes(seen.events()) >= 2 && metadata.annotations?.["argocd.argoproj.io/refresh"] === undefined,
  );
  await synced(api, "prod-cart", second);
  expect(await history()).toEqual([first, second]);
});

test("AC-18 a push whose webhook is lost is delivered by the next look at git; planted: an Argo CD that does not look", async () => {
  const before = await history();
  const third = await prod.developer.push("feat: third", await release("cart", "3"));
  await reconciled(prod.argocd.address("applicationset-controller"), 5);
  expect(await history()).toEqual(before);

  await prod.argocd.kill("application-controller");
  await prod.argocd.start("application-controller", { resyncSeconds: 10 });
  await synced(api, "prod-cart", third);
  const fourth = await prod.developer.push("feat: fourth", await release("cart", "4"));
  await synced(api, "prod-cart", fourth);
  expect(await history()).toEqual([...before, third, fourth]);
});
