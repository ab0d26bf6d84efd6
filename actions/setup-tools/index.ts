import { action } from "../lib/report/action.ts";
import { request } from "./request.ts";
import { setupTools } from "./setup-tools.ts";

await action(request, setupTools);
