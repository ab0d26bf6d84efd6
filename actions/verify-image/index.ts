import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { verifyImages } from "./verify-image.ts";

await action(request, verifyImages);
