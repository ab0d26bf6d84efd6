/** Longer limits for tests about answers, because a busy machine is slow. */
export const patient = { REQUEST_TIMEOUT_MS: "50000", BLOCK_PATIENCE_MS: "40000" } as const;
