import { run } from "@slipway/kit/service";
import { ads } from "./ads.ts";

await run(ads);
