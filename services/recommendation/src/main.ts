import { run } from "@slipway/kit/service";
import { recommendation } from "./recommendation.ts";

await run(recommendation);
