import { action } from "@slipway/lib/app/report/action.ts";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

await action(request, checkGates);
