import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { rollback } from "./rollback.ts";

await action(request, rollback);
