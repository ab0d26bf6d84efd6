import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { watch } from "./watch.ts";

await action(request, watch);
