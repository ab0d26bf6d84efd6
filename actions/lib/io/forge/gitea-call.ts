/** One request to Gitea's API, with the token, and its answer. */
import * as z from "zod";
import { parseJson } from "../../domain/parsing/json.ts";
import { faultOf } from "../http/retrying-fetch.ts";
import { type ForgeAddress, ForgeError } from "./forge.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly message: string;
}

/** `path` is below the repository, or below the API's root; an answer of 400 and more throws unless it is `accepted`. */
export type Call = (
  method: string,
  path: string,
  body?: object,
  accepted?: readonly number[],
  below?: "repository" | "api",
) => Promise<Answer>;

export function giteaCaller(address: ForgeAddress, fetcher: typeof fetch): Call {
  const repository = `${address.apiUrl}/repos/${address.owner}/${address.repository}`;
  return async (method, path, body, accepted = [], below = "repository") => {
    const url = `${below === "repository" ? repository : address.apiUrl}${path}`;
    const what = `${method} ${url}`;
    const silent = (error: unknown) => {
      throw new ForgeError(what, 0, faultOf(error));
    };
    const response = await fetcher(url, {
      method,
      headers: {
        authorization: `token ${address.token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(silent);
    const answer = await readAnswer(response).catch(silent);
    if (!response.ok && !accepted.includes(response.status)) {
      throw new ForgeError(what, response.status, answer.message);
    }
    return answer;
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = parseJson(text);
  const parsed = z.object({ message: z.string() }).safeParse(body);
  return {
    status: response.status,
    body,
    message: parsed.success ? parsed.data.message : text.slice(0, 200),
  };
}
