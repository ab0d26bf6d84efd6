import { run } from "@slipway/kit/service";
import { inventory } from "./inventory.ts";

await run(inventory);
