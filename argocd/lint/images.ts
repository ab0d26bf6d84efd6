export const digestForm = /^sha256:[0-9a-f]{64}$/;

/** An image that is pinned, by any name. */
export const pinnedForm = /@sha256:[0-9a-f]{64}$/;
