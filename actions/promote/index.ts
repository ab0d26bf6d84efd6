import { action } from "@slipway/lib/app/report/action.ts";
import { promote } from "./promote.ts";
import { request } from "./request.ts";

await action(request, promote);
