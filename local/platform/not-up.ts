/** What was requested needs a platform that runs, or could not bring one up; the message is for people. */
export class NotUp extends Error {}
