import { action } from "@slipway/lib/app/report/action.ts";
import { pushImages } from "./push-image.ts";
import { request } from "./request.ts";

await action(request, pushImages);
