/** Whether the forge verified the commit as this token's account's, or recorded that account's mark; undefined: it does not answer. */
export type OwnCommits = (sha: string) => Promise<boolean | undefined>;
