/** Starts what the tests of the application sets run on. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { type ArgoCd, type ArgoCdOptions, startArgoCd } from "../../../local/control-plane/argo-cd.ts";
import { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { installArgoCd, type Rollouts, startRollouts } from "../../../local/control-plane/controllers.ts";
import { defineArgo } from "../../../local/control-plane/definitions.ts";
import { type Api, startApi } from "./api.ts";
import { defineIstio } from "./istio.ts";
import { type Link, startLink } from "./link.ts";
import { startMeasurements } from "./measurements.ts";

const repositoryUrl = "https://github.com/slipway-dev/slipway.git";

/** prod's application set on the controllers of Argo CD and Argo Rollouts. */
export interface Prod extends AsyncDisposable {
  readonly plane: ControlPlane;
  readonly api: Api;
  readonly developer: Clone;
  readonly git: GitServer;
  /** Of the repository that Argo CD reads. */
  readonly url: string;
  readonly argocd: ArgoCd;
  readonly rollouts: Rollouts;
  /** Argo CD's way to the API server. */
  readonly link: Link;
}

export interface ProdOptions extends ArgoCdOptions {
  /** What git has when the controllers start. */
  readonly files: Files;
  /** Of whom the webhooks must be. */
  readonly webhookSecret?: string;
  /** Applied last; prod's project and set when absent. */
  readonly objects?: readonly string[];
}

const ofProd = ["projects/shop-prod.yaml", "applicationsets/prod.yaml"];

export async function startProd({
  files,
  objects = ofProd,
  webhookSecret = "",
  ...options
}: ProdOptions): Promise<Prod> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const git = stack.use(await startGitServer());
  const url = await git.createRepository("platform");
  const developer = stack.use(await emptyClone(url));
  await developer.push("feat: services", files);
  const measurements = stack.use(await startMeasurements());
  const plane = stack.use(await ControlPlane.start(folder.path));
  await Promise.all([defineArgo(plane), defineIstio(plane)]);
  for (const name of ["argocd", "shop-prod", "shop-staging", "shop-dev"]) {
    await plane.kubectl(["create", "namespace", name]);
  }
  await installArgoCd(plane);
  const secret = JSON.stringify({ stringData: { "webhook.github.secret": webhookSecret } });
  await plane.kubectl(["patch", "secret", "argocd-secret", "-n", "argocd", "--type=merge", "-p", secret]);
  const api = stack.use(await startApi(plane, join(folder.path, "proxy")));
  const link = stack.use(await startLink(plane, join(folder.path, "link.kubeconfig")));
  const rollouts = stack.use(await startRollouts(plane, join(folder.path, "rollouts"), measurements.url));
  const argocd = stack.use(await startArgoCd(link, join(folder.path, "argocd"), options));
  for (const file of objects) await plane.kubectl(["apply", "-f", "-"], await shipped(file, url));
  const owned = stack.move();
  const dispose = () => owned.disposeAsync();
  return { plane, api, developer, git, url, argocd, rollouts, link, [Symbol.asyncDispose]: dispose };
}

/** A file of argocd/ for the repository at `url`, whose sets look there every second. */
export async function shipped(file: string, url: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, "../..", file), "utf8");
  return text.replaceAll(repositoryUrl, url).replace("requeueAfterSeconds: 30", "requeueAfterSeconds: 1");
}
