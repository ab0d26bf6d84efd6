import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { status } from "./status.ts";

await action(request, status);
