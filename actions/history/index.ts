import { action } from "@slipway/lib/app/report/action.ts";
import { history } from "./history.ts";
import { request } from "./request.ts";

await action(request, history);
