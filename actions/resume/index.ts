import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { resume } from "./resume.ts";

await action(request, resume);
