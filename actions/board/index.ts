import { action } from "../lib/report/action.ts";
import { board } from "./board.ts";
import { request } from "./request.ts";

await action(request, board);
