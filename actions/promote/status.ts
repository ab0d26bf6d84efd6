/** How a decision that promotes nothing is reported. */
export const STATUS = { wait: "waiting", refuse: "refused", nothing: "nothing" } as const;
