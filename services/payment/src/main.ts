import { run } from "@slipway/kit/service";
import { payment } from "./payment.ts";

await run(payment);
