import { run } from "@slipway/kit/service";
import { apiGateway } from "./api-gateway.ts";

await run(apiGateway);
