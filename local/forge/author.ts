/** Identity for commits of the platform itself. */
export const author = ["-c", "user.name=slipway-local", "-c", "user.email=local@slipway.invalid"] as const;
