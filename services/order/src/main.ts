import { run } from "@slipway/kit/service";
import { order } from "./order.ts";

await run(order);
