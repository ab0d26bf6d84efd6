/**
 * Address of the workflow file that this job is defined in, with its ref, as it is in the certificates of what the job signs.
 * GITHUB_WORKFLOW_REF names the file that was started: for the job of a called workflow that is the caller's, so such a
 * workflow gives its own as SLIPWAY_WORKFLOW_REF. Undefined outside of a workflow.
 */
export function ownWorkflow(env: NodeJS.ProcessEnv): string | undefined {
  const ref = env.SLIPWAY_WORKFLOW_REF || env.GITHUB_WORKFLOW_REF;
  return ref ? `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${ref}` : undefined;
}
