import { action } from "@slipway/lib/app/report/action.ts";
import { preview } from "./preview.ts";
import { request } from "./request.ts";

await action(request, preview);
