/** Repositories of services whose releases are pinned in this one. */

export interface SourceRepository {
  /** Address without user and token: `https://github.com/acme/orders.git`. */
  readonly repository: string;
  /** Branch that releases are made of. */
  readonly branch: string;
}

/** Addresses differ by case of the host and by `.git`; what they name does not. */
export function isSameAddress(one: string, other: string): boolean {
  return plainAddress(one) === plainAddress(other);
}

/** The address as it is written into releases, and opened in a browser: without `.git` and final slash. */
export function webAddressOf(repository: string): string {
  return repository.replace(/\/+$/, "").replace(/\.git$/, "");
}

/** `acme/orders` of `https://github.com/acme/orders.git`: forges turn `acme/orders@<sha>` into a link. */
export function shortNameOf(repository: string): string {
  return new URL(webAddressOf(repository)).pathname.slice(1);
}

export function commitAddress(repository: string, sha: string): string {
  return `${webAddressOf(repository)}/commit/${sha}`;
}

function plainAddress(address: string): string {
  const plain = webAddressOf(address);
  return URL.canParse(plain) ? new URL(plain).href : plain;
}
