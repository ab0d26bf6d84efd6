/** The command needs a running platform, or could not start one; the message is for people. */
export class NotUp extends Error {}
