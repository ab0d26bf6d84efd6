/** Boards with hundreds of services. */
import type { Board } from "@slipway/lib/app/board/document.ts";
import { shopBoard } from "./shop.ts";

const TEAMS =
  "ads b2b care deals fleet gifts hub loans maps media points press returns risk rooms seller stock tax tours travel wallet yield";

/** The shop's services repeated for one team after another, each under the team's own names. */
export function manyServices(count: number): Board {
  const shop = shopBoard();
  const teams = TEAMS.split(" ");
  const services = Array.from({ length: count }, (_, index) => {
    const model = shop.services[index % shop.services.length];
    const team = teams[Math.floor(index / shop.services.length) % teams.length];
    return { name: `${team}-${model?.name}`, cells: model?.cells ?? [] };
  });
  return { ...shop, services: services.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}
