import { BlockList, isIP, isIPv6 } from "node:net";
import { ConfigError } from "@slipway/kit/config";

export type IsTrusted = (address: string) => boolean;

/**
 * Parses a list such as `10.0.0.0/8, 127.0.0.1`. Throws `ConfigError` for an invalid address or network, and
 * for a network of all addresses.
 */
export function trustedProxies(list: string): IsTrusted {
  const trusted = new BlockList();
  for (const entry of list.split(",").map((one) => one.trim())) {
    if (entry === "") continue;
    const [address = "", bits, ...rest] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (isIP(address) === 0 || rest.length > 0 || !isPrefix(bits, family))
      throw new ConfigError([
        `TRUSTED_PROXIES: ${JSON.stringify(entry)} is no address or network. Write 192.0.2.7 or 192.0.2.0/24, and no network of everybody.`,
      ]);
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  return (address) => trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/**
 * The sender of the request to the first trusted proxy. Everything to the left of it in `x-forwarded-for` may
 * be forged.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, isTrusted: IsTrusted): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => plain(hop.trim()));
  let address = plain(peer);
  while (isTrusted(address)) {
    const before = hops.pop();
    if (before === undefined || isIP(before) === 0) break;
    address = before;
  }
  return network(address);
}

function isPrefix(bits: string | undefined, family: "ipv4" | "ipv6"): boolean {
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === "ipv4" ? 32 : 128);
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** One subscriber usually has a whole /64 of IPv6. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail ? tail.split(":") : [];
  const middle = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return `${[...first, ...middle, ...last].slice(0, 4).join(":")}::/64`;
}
