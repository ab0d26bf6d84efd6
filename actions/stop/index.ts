import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { stop } from "./stop.ts";

await action(request, stop);
