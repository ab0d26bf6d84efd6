import { action } from "../lib/report/action.ts";
import { request } from "./request.ts";
import { rollback } from "./rollback.ts";

await action(request, rollback);
