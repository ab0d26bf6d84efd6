import { run } from "@slipway/kit/service";
import { web } from "./web.ts";

await run(web);
