import { action } from "@slipway/lib/app/report/action.ts";
import { nextVersions } from "./next-version.ts";
import { request } from "./request.ts";

await action(request, nextVersions);
