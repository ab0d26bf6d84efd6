import { action } from "../lib/report/action.ts";
import { request } from "./request.ts";
import { stop } from "./stop.ts";

await action(request, stop);
