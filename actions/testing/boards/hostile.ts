/** A board whose texts attack the page. */
import type { Board } from "@slipway/lib/app/board/document.ts";
import { cellOf, wait } from "./cell.ts";
import { shopBoard } from "./shop.ts";
import { ago, HOUR } from "./times.ts";

/** Every name, message and address contains markup or a script. */
export function hostileBoard(): Board {
  const evil = `</script></style><img src=x onerror="document.body.dataset.hacked='1'"><script>document.body.dataset.hacked="1"</script>`;
  const cells = ["dev", "staging", "prod"].map((environment) => {
    const cell = cellOf(environment, "product", "1.0.0", HOUR, {
      health: { state: "degraded", message: evil },
      holds: [
        {
          version: evil,
          releaseId: evil,
          cause: evil,
          reason: evil,
          by: evil,
          at: ago(0),
          until: null,
        },
      ],
      promotion: {
        branch: evil,
        version: evil,
        number: 1,
        url: "javascript:document.body.dataset.hacked=1",
        check: null,
      },
      ...wait(evil, evil),
    });
    return {
      ...cell,
      change: cell.change && {
        ...cell.change,
        by: evil,
        subject: evil,
        reason: evil,
        bypasses: [evil],
        confirmed: null,
      },
    };
  });
  const stop = { branch: "stop/prod", reason: evil, by: evil, since: ago(HOUR) };
  const board = shopBoard();
  return {
    ...board,
    repository: { ...board.repository, name: evil, url: `javascript:alert("${evil}")` },
    environments: board.environments.map((environment) => ({ ...environment, stop })),
    services: [{ name: "product", cells }],
    notes: [evil],
  };
}
