/** The repository's own settings. */
import { MET, missing, notAsked, type Setup } from "../requirement.ts";
import type { GithubApi } from "./api.ts";
import { asked, noneWhereMissing } from "./reading.ts";

type Settings = Pick<
  Setup,
  "tokenDefault" | "writeTokenDefault" | "mergeCommits" | "allowMergeCommits" | "pages" | "writePages"
>;

export function repositorySettings({ at, rest }: GithubApi): Settings {
  return {
    tokenDefault: () =>
      asked("Actions' settings", async () => {
        const { actions } = await rest();
        const { data } = await actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...at });
        const faults = [
          ...(data.default_workflow_permissions === "read" ? [] : ["it may write"]),
          ...(data.can_approve_pull_request_reviews ? ["it may approve pull requests"] : []),
        ];
        return faults.length === 0 ? MET : missing(faults.join(", and "));
      }),
    async writeTokenDefault() {
      await (await rest()).actions.setGithubActionsDefaultWorkflowPermissionsRepository({
        ...at,
        default_workflow_permissions: "read",
        can_approve_pull_request_reviews: false,
      });
    },
    mergeCommits: () =>
      asked("the repository", async () => {
        const { data } = await (await rest()).repos.get({ ...at });
        if (data.allow_merge_commit === undefined)
          return notAsked("the token may not read which merges are allowed: it needs administration: read");
        return data.allow_merge_commit ? MET : missing("they are not allowed");
      }),
    async allowMergeCommits() {
      await (await rest()).repos.update({ ...at, allow_merge_commit: true });
    },
    pages: () =>
      asked("Pages", async () => {
        const found = await (await rest()).repos.getPages({ ...at }).catch(noneWhereMissing);
        if (found === undefined) return missing("Pages is off");
        const branch = found.data.source?.branch;
        return branch === "board" ? MET : missing(`it serves ${branch ?? "what a workflow uploads"}`);
      }),
    async writePages() {
      await (await rest()).repos.createPagesSite({ ...at, source: { branch: "board", path: "/" } });
    },
  };
}
