import { buyByBrowser } from "../../services/journeys/browser.ts";
import { drive } from "../../services/journeys/drive.ts";
import { everyEdge } from "../../services/journeys/journeys.ts";
import { undeclared, unseen } from "../../services/journeys/observe/edges.ts";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

const seconds = 10;

/** Calls between services from the callers' own metrics, compared with the declarations in service.yaml. */
export async function traffic(stage: Stage, story: Story): Promise<void> {
  story.say(`Customers go through the shop for ${seconds} s: they browse, search, buy and sell.`);
  await everyEdge(stage.gateway);
  if (stage.site !== undefined) await buyByBrowser(stage.site);
  const driven = await drive({
    gateway: stage.gateway,
    customers: 3,
    signal: AbortSignal.timeout(seconds * 1000),
  });
  story.say(`${driven.journeys} journeys, ${driven.exchanges.length} requests. Calls:\n`);
  const edges = await stage.edges();
  story.table(
    ["from", "to", "calls", "failed"],
    edges
      .toSorted((one, other) => other.calls - one.calls)
      .map(({ from, to, calls, failed }) => [from, to, calls, failed]),
  );
  const strangers = undeclared(edges);
  const silent = unseen(stage.services, edges);
  story.say("");
  story.claim(
    "every call is declared in service.yaml",
    strangers.length === 0,
    strangers.length === 0
      ? `${edges.length} edges, all declared; network policies made from them let this traffic through`
      : `${listOf(strangers)}: declare them under \`calls:\`, or remove the calls`,
  );
  story.claim(
    "every declared edge is used",
    silent.length === 0,
    silent.length === 0 ? "no policy is wider than necessary" : `not observed: ${listOf(silent)}`,
  );
}

function listOf(edges: readonly { readonly from: string; readonly to: string }[]): string {
  return edges.map(({ from, to }) => `${from} → ${to}`).join(", ");
}
