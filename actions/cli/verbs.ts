/** Every verb, once: the command line, the bundles and the contract test take them from here. */
import type { Context, Outcome, Verb } from "@slipway/lib/app/report/report.ts";
import type { Inputs, Outputs, RequestOf, RequestSchema } from "@slipway/lib/app/request/request.ts";
import { withSettings } from "@slipway/lib/app/request/settings.ts";
import { adopt } from "../adopt/adopt.ts";
import { request as adoptRequest } from "../adopt/request.ts";
import { board } from "../board/board.ts";
import { request as boardRequest } from "../board/request.ts";
import { buildImage } from "../build-image/build-image.ts";
import { request as buildImageRequest } from "../build-image/request.ts";
import { bump } from "../bump/bump.ts";
import { request as bumpRequest } from "../bump/request.ts";
import { checkGates } from "../check-gates/check-gates.ts";
import { request as checkGatesRequest } from "../check-gates/request.ts";
import { detectChanges } from "../detect-changes/detect-changes.ts";
import { request as detectChangesRequest } from "../detect-changes/request.ts";
import { doctor } from "../doctor/doctor.ts";
import { request as doctorRequest } from "../doctor/request.ts";
import { history } from "../history/history.ts";
import { request as historyRequest } from "../history/request.ts";
import { hold } from "../hold/hold.ts";
import { request as holdRequest } from "../hold/request.ts";
import { hotfix } from "../hotfix/hotfix.ts";
import { request as hotfixRequest } from "../hotfix/request.ts";
import { init } from "../init/init.ts";
import { request as initRequest } from "../init/request.ts";
import { nextVersions } from "../next-version/next-version.ts";
import { request as nextVersionRequest } from "../next-version/request.ts";
import { notify } from "../notify/notify.ts";
import { request as notifyRequest } from "../notify/request.ts";
import { preview } from "../preview/preview.ts";
import { request as previewRequest } from "../preview/request.ts";
import { promote } from "../promote/promote.ts";
import { request as promoteRequest } from "../promote/request.ts";
import { pushImages } from "../push-image/push-image.ts";
import { request as pushImageRequest } from "../push-image/request.ts";
import { request as resumeRequest } from "../resume/request.ts";
import { resume } from "../resume/resume.ts";
import { request as rollbackRequest } from "../rollback/request.ts";
import { rollback } from "../rollback/rollback.ts";
import { request as scanImageRequest } from "../scan-image/request.ts";
import { scanImages } from "../scan-image/scan-image.ts";
import { request as setupToolsRequest } from "../setup-tools/request.ts";
import { setupTools } from "../setup-tools/setup-tools.ts";
import { request as signImageRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";
import { request as statusRequest } from "../status/request.ts";
import { status } from "../status/status.ts";
import { request as stopRequest } from "../stop/request.ts";
import { stop } from "../stop/stop.ts";
import { request as verifyImageRequest } from "../verify-image/request.ts";
import { verifyImages } from "../verify-image/verify-image.ts";
import { request as watchRequest } from "../watch/request.ts";
import { watch } from "../watch/watch.ts";
import { request as whyRequest } from "../why/request.ts";
import { why } from "../why/why.ts";

export interface AnyVerb {
  readonly request: RequestSchema;
  /** Throws BadRequest before anything is done when `raw` cannot be read. */
  run(raw: Readonly<Record<string, string | undefined>>, context: Context): Promise<Outcome>;
}

function verb<I extends Inputs, O extends Outputs>(
  request: RequestSchema<I, O>,
  run: Verb<RequestOf<I>>,
): AnyVerb {
  return {
    request,
    run: async (raw, context) =>
      run(request.parse(await withSettings(request.inputs, raw, context.workspace)), context),
  };
}

export const verbs: readonly AnyVerb[] = [
  verb(detectChangesRequest, detectChanges),
  verb(nextVersionRequest, nextVersions),
  verb(buildImageRequest, buildImage),
  verb(scanImageRequest, scanImages),
  verb(pushImageRequest, pushImages),
  verb(setupToolsRequest, setupTools),
  verb(signImageRequest, signImages),
  verb(verifyImageRequest, verifyImages),
  verb(bumpRequest, bump),
  verb(promoteRequest, promote),
  verb(checkGatesRequest, checkGates),
  verb(hotfixRequest, hotfix),
  verb(rollbackRequest, rollback),
  verb(holdRequest, hold),
  verb(stopRequest, stop),
  verb(resumeRequest, resume),
  verb(previewRequest, preview),
  verb(boardRequest, board),
  verb(notifyRequest, notify),
  verb(statusRequest, status),
  verb(watchRequest, watch),
  verb(whyRequest, why),
  verb(historyRequest, history),
  verb(doctorRequest, doctor),
];

/** The commands: the verbs, and those that make sense only in a terminal. */
export const commands: readonly AnyVerb[] = [...verbs, verb(initRequest, init), verb(adoptRequest, adopt)];
