import { action } from "@slipway/lib/app/report/action.ts";
import { hotfix } from "./hotfix.ts";
import { request } from "./request.ts";

await action(request, hotfix);
