import { run } from "@slipway/kit/service";
import { cart } from "./cart.ts";

await run(cart);
