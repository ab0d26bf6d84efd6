import { action } from "@slipway/lib/app/report/action.ts";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

await action(request, bump);
