import { action } from "@slipway/lib/app/report/action.ts";
import { notify } from "./notify.ts";
import { request } from "./request.ts";

await action(request, notify);
