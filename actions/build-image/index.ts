import { action } from "@slipway/lib/app/report/action.ts";
import { buildImage } from "./build-image.ts";
import { request } from "./request.ts";

await action(request, buildImage);
