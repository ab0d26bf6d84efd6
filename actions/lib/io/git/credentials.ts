import type { GitConfig } from "./command.ts";

/** The header that carries `token`, bound to the origin of `url`; nothing for remotes that are not HTTP. */
export function credentials(url: string, token: string | undefined): readonly GitConfig[] {
  const origin = originOf(url);
  if (token === undefined || token === "" || origin === undefined) return [];
  const header = `http.${origin}/.extraHeader`;
  return [
    // An empty value drops what an earlier step left behind: two Authorization headers are answered with 400.
    ["http.extraHeader", ""],
    [header, ""],
    [header, authorization(token)],
    // Without it, a refused token would make git ask the machine's credential store for somebody else's.
    ["credential.helper", ""],
  ];
}

/** The same for one repository: it wins over a token for its whole server. */
export function credentialsFor(url: string, token: string | undefined): readonly GitConfig[] {
  if (token === undefined || token === "" || originOf(url) === undefined) return [];
  const header = `http.${url}.extraHeader`;
  return [
    [header, ""],
    [header, authorization(token)],
    ["credential.helper", ""],
  ];
}

function authorization(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
}

function originOf(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url)) return undefined;
  return new URL(url).origin;
}
