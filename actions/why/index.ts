import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { why } from "./why.ts";

await action(request, why);
