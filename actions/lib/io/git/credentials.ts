import type { GitConfig } from "./command.ts";

/** The header that carries `token`, bound to the origin of `url`; nothing for remotes that are not HTTP. */
export function credentials(url: string, token: string | undefined): readonly GitConfig[] {
  const origin = originOf(url);
  if (token === undefined || token === "" || origin === undefined) return [];
  const header = `http.${origin}/.extraHeader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return [
    // An empty value drops what an earlier step left behind: two Authorization headers are answered with 400.
    ["http.extraHeader", ""],
    [header, ""],
    [header, `Authorization: Basic ${basic}`],
    // Without it, a refused token would make git ask the machine's credential store for somebody else's.
    ["credential.helper", ""],
  ];
}

function originOf(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url)) return undefined;
  return new URL(url).origin;
}
