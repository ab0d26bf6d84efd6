import { action } from "../lib/report/action.ts";
import { request } from "./request.ts";
import { why } from "./why.ts";

await action(request, why);
