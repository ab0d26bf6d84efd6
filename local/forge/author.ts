/** Identity for commits the platform itself makes. */
export const author = ["-c", "user.name=slipway-local", "-c", "user.email=local@slipway.invalid"] as const;
