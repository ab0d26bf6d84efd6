import { action } from "../lib/report/action.ts";
import { detectChanges } from "./detect-changes.ts";
import { request } from "./request.ts";

await action(request, detectChanges);
