import { action } from "../lib/report/action.ts";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

await action(request, bump);
