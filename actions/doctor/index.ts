import { action } from "@slipway/lib/app/report/action.ts";
import { doctor } from "./doctor.ts";
import { request } from "./request.ts";

await action(request, doctor);
