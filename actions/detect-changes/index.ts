import { action } from "@slipway/lib/app/report/action.ts";
import { detectChanges } from "./detect-changes.ts";
import { request } from "./request.ts";

await action(request, detectChanges);
