import { action } from "@slipway/lib/app/report/action.ts";
import { request } from "./request.ts";
import { signImages } from "./sign-image.ts";

await action(request, signImages);
