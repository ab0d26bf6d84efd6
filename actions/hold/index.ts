import { action } from "@slipway/lib/app/report/action.ts";
import { hold } from "./hold.ts";
import { request } from "./request.ts";

await action(request, hold);
