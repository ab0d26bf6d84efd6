import type { Home } from "../../local/forge/repository.ts";

export const platformName = "adopter";

/** The repository of somebody else. */
export const bank: Home = { owner: "bank", repository: "platform", product: "bank" };

export const services = ["ledger", "portal", "rates", "reconcile", "statements", "website"] as const;
