import { action } from "@slipway/lib/app/report/action.ts";
import { board } from "./board.ts";
import { request } from "./request.ts";

await action(request, board);
