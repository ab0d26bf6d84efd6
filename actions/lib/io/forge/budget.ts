/** What a run spends of the forge's API, reported at its end: a limit is noticed before it is hit. */
export interface Budget {
  readonly fetch: typeof fetch;
  /** `7 calls of the forge's API, 4993 left this hour`. */
  spent(): string;
}

export function budget(fetcher: typeof fetch): Budget {
  let calls = 0;
  let left: string | undefined;
  return {
    async fetch(resource, init) {
      calls += 1;
      const response = await fetcher(resource, init);
      left = response.headers.get("x-ratelimit-remaining") ?? left;
      return response;
    },
    spent: () =>
      `${calls} ${calls === 1 ? "call" : "calls"} of the forge's API${left === undefined ? "" : `, ${left} left this hour`}`,
  };
}
