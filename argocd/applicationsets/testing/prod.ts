/** Starts what the tests of the application sets run on. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { installArgoCd, startArgoCd, startRollouts } from "../../../local/control-plane/controllers.ts";
import { defineArgo } from "../../../local/control-plane/definitions.ts";
import { released, setting } from "./releases.ts";

const repositoryUrl = "https://github.com/slipway-dev/slipway.git";

/** prod's application set on the controllers of Argo CD and Argo Rollouts. */
export interface Prod extends AsyncDisposable {
  readonly plane: ControlPlane;
  readonly developer: Clone;
}

export async function startProd(): Promise<Prod> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("platform");
  const developer = stack.use(await emptyClone(url));
  await developer.push("feat: services", {
    ...(await released("product", "replicas: 5")),
    ...(await released("planted", "replicas: 5")),
    ...setting("order", "first"),
    ...setting("cart", "first"),
    ...setting("user", "first"),
  });
  const plane = stack.use(await ControlPlane.start(folder.path));
  await defineArgo(plane);
  for (const name of ["argocd", "shop-prod"]) await plane.kubectl(["create", "namespace", name]);
  await installArgoCd(plane);
  stack.use(await startRollouts(plane, join(folder.path, "rollouts")));
  stack.use(await startArgoCd(plane, join(folder.path, "argocd")));
  for (const file of ["projects/shop-prod.yaml", "applicationsets/prod.yaml"]) {
    const text = await readFile(join(import.meta.dirname, "../..", file), "utf8");
    const here = text
      .replaceAll(repositoryUrl, url)
      .replace("requeueAfterSeconds: 30", "requeueAfterSeconds: 1");
    await plane.kubectl(["apply", "-f", "-"], here);
  }
  const owned = stack.move();
  return { plane, developer, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
