import { run } from "@slipway/kit/service";
import { product } from "./product.ts";

await run(product);
