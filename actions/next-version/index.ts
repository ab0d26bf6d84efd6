import { action } from "../lib/report/action.ts";
import { nextVersions } from "./next-version.ts";
import { request } from "./request.ts";

await action(request, nextVersions);
