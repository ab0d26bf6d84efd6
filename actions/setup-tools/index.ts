import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { setupTools } from "./setup-tools.ts";

await action(request, setupTools);
