import { action } from "../lib/report/action.ts";
import { hold } from "./hold.ts";
import { request } from "./request.ts";

await action(request, hold);
