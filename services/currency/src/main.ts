import { run } from "@slipway/kit/service";
import { currency } from "./currency.ts";

await run(currency);
