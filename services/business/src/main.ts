import { run } from "@slipway/kit/service";
import { business } from "./business.ts";

await run(business);
