import { action } from "../lib/report/action.ts";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

await action(request, checkGates);
