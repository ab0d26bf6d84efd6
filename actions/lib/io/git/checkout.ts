/** What a clone knows about itself: its root, where it came from, and which of its files git does not know yet. */
import { UserError } from "../../domain/errors/user-error.ts";
import { commandFor } from "./command.ts";

export interface Checkout {
  /** Absolute path of the root of the work tree. */
  readonly root: string;
  /** Address of the remote `origin` as it is configured; undefined where there is none. */
  readonly origin: string | undefined;
  /** Files that are neither committed nor ignored, from the root. */
  readonly untracked: readonly string[];
}

/** Throws `UserError` where nothing is committed: what git does not know, nothing can be said about. */
export async function readCheckout(folder: string): Promise<Checkout> {
  const git = commandFor(folder);
  const root = (await git(["rev-parse", "--show-toplevel"])).text.trim();
  const head = await git(["rev-parse", "--verify", "--quiet", "HEAD"], { allowFailure: true });
  if (head.exitCode !== 0) {
    throw new UserError(`${root}: nothing is committed yet.\n  Commit your files, then run this again.`);
  }
  const [origin, untracked] = await Promise.all([
    git(["remote", "get-url", "origin"], { allowFailure: true }),
    commandFor(root)(["ls-files", "-z", "--others", "--exclude-standard"]),
  ]);
  return {
    root,
    origin: origin.exitCode === 0 ? origin.text.trim() : undefined,
    untracked: untracked.text.split("\0").filter((path) => path !== ""),
  };
}

/** An address that anybody may be shown and Argo CD can read: https, without user and token. Undefined for a folder. */
export function publicAddress(origin: string): string | undefined {
  const web = /^(https?:\/\/)(?:[^@/\s]*@)?([^@\s]+)$/.exec(origin);
  if (web !== null) return withSuffix(`${web[1]}${web[2]}`);
  const ssh = /^ssh:\/\/(?:[^@/\s]*@)?([^:/\s]+)(?::\d+)?\/(\S+)$/.exec(origin);
  const short = /^(?:[\w.-]+@)([\w.-]+):(?!\/)(\S+)$/.exec(origin);
  const [, host, path] = ssh ?? short ?? [];
  return host === undefined || path === undefined ? undefined : withSuffix(`https://${host}/${path}`);
}

function withSuffix(address: string): string {
  const plain = address.replace(/\/+$/, "");
  return plain.endsWith(".git") ? plain : `${plain}.git`;
}

/** `https://github.com/acme/orders.git` → `acme/orders`; empty where the address has no path. */
export function fullNameOfAddress(address: string): string {
  return new URL(address).pathname.replace(/^\/|\.git$/g, "");
}

/** `https://github.com/acme/Shipping_Platform.git` → `shipping-platform`; undefined where no name is left. */
export function nameOfAddress(address: string): string | undefined {
  const last =
    address
      .replace(/\.git$/, "")
      .split("/")
      .at(-1) ?? "";
  const name = last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "");
  const trimmed = name.slice(0, 32).replace(/-+$/, "");
  return trimmed === "" ? undefined : trimmed;
}
