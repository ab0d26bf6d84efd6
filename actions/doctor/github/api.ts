/** What all of GitHub's settings are read through: the client, the repository, and who moves what. */
import type { Octokit } from "@octokit/rest";
import type { Mover } from "../rules.ts";
import type { AppRecord } from "./app.ts";
import { noneWhereHidden } from "./reading.ts";
import type { Movers } from "./rulesets.ts";

export interface Who {
  readonly branch: string;
  /** The bot's login, `<slug>[bot]`, where no variable says another. */
  readonly bot: string;
  /** Slugs of the Apps that report; none: not known. */
  readonly reporters: readonly string[];
}

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

export interface GithubApi {
  readonly at: Repository;
  readonly who: Who;
  client(): Promise<Octokit>;
  rest(): Promise<Octokit["rest"]>;
  /** Values by name, the organization's among them. Read once. */
  variables(): Promise<ReadonlyMap<string, string>>;
  botSlug(): Promise<string>;
  /** Undefined: no App of that slug is visible to the token. Read once. */
  bot(): Promise<AppRecord | undefined>;
  moversOf(mover: Mover): Promise<Movers>;
}

export function githubApi(client: () => Promise<Octokit>, at: Repository, who: Who): GithubApi {
  const rest = async () => (await client()).rest;
  const variables = once(async () => {
    const { paginate } = await client();
    // GitHub gives 30 of them a page at most.
    const page = { ...at, per_page: 30 };
    const own = await paginate("GET /repos/{owner}/{repo}/actions/variables", page);
    const shared = await paginate("GET /repos/{owner}/{repo}/actions/organization-variables", page).catch(
      noneWhereHidden,
    );
    return new Map([...(shared ?? []), ...own].map(({ name, value }) => [name, value]));
  });
  const botSlug = async () => {
    const known = await variables().catch(noneWhereHidden);
    return (known?.get("SLIPWAY_BOT_NAME") || who.bot).replace(/\[bot\]$/, "");
  };
  const appOf = async (slug: string): Promise<AppRecord | undefined> => {
    const found = await (await rest()).apps.getBySlug({ app_slug: slug }).catch(noneWhereHidden);
    return found?.data ?? undefined;
  };
  const bot = once(async () => appOf(await botSlug()));
  return {
    at,
    who,
    client,
    rest,
    variables,
    botSlug,
    bot,
    async moversOf(mover) {
      if (mover === "nobody" || mover === "maintainers") return [];
      const apps = mover === "bot" ? [await bot()] : await Promise.all(who.reporters.map(appOf));
      const known = apps.flatMap((app) => (app === undefined ? [] : [{ id: app.id, slug: app.slug ?? "" }]));
      return known.length === 0 || known.length < apps.length ? undefined : known;
    },
  };
}

export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= read();
    return result;
  };
}
