import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { scanImages } from "./scan-image.ts";

await action(request, scanImages);
