/** A JSON object as a client sent it. */
export type Fields = Readonly<Record<string, unknown>>;
