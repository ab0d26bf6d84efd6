import { run } from "@slipway/kit/service";
import { user } from "./user.ts";

await run(user);
