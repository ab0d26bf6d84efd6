import { run } from "@slipway/kit/service";
import { notification } from "./notification.ts";

await run(notification);
