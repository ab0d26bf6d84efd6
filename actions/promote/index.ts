import { action } from "../lib/report/action.ts";
import { promote } from "./promote.ts";
import { request } from "./request.ts";

await action(request, promote);
