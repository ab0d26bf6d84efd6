/** product on its way from dev to staging. */
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Shop } from "@slipway/testing/repositories/promotion.ts";

export const BRANCH = "promote/staging/product";

export const FOLDER = releasePath("staging", "product");

/** product 0.1.0 is in dev, and healthy there. */
export async function healthyInDev(shop: Shop, version = "0.1.0") {
  const release = await shop.pin("dev", "product", version);
  await shop.report("dev", release);
  return release;
}

export const rows = ({ results }: Awaited<ReturnType<Shop["run"]>>) =>
  results.map(({ environment, service, status }) => `${environment}/${service} ${status}`);
