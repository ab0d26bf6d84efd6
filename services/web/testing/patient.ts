/** Settings of tests that are about answers: on a busy machine they come late, and are waited for. */
export const patient = { REQUEST_TIMEOUT_MS: "50000", BLOCK_PATIENCE_MS: "40000" } as const;
