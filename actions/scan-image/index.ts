import { action } from "../lib/report/action.ts";
import { request } from "./request.ts";
import { scanImages } from "./scan-image.ts";

await action(request, scanImages);
