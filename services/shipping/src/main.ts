import { run } from "@slipway/kit/service";
import { shipping } from "./shipping.ts";

await run(shipping);
