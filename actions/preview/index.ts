import { action } from "../lib/report/action.ts";
import { preview } from "./preview.ts";
import { request } from "./request.ts";

await action(request, preview);
