import { action } from "../lib/report/action.ts";
import { request } from "./request.ts";
import { watch } from "./watch.ts";

await action(request, watch);
