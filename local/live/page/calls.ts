/** Draws the calls between services with every event of the server. */
import type { EnvironmentCalls, LiveCall, LiveCalls } from "../calls/document.ts";
import { byId, element } from "./dom.ts";
import { edgeTable } from "./edges.ts";
import { follow } from "./follow.ts";

const instead: Readonly<Record<Exclude<EnvironmentCalls["state"], "counted">, string>> = {
  "no mesh":
    "There is no mesh here, and nothing else counts calls. Start a platform with a mesh: npm run platform -- --mesh",
  "not asked": "Waiting for Prometheus.",
  unreadable: "Prometheus cannot be read, so the calls are unknown; the reason is above.",
  "not counted":
    "Prometheus has no counter of a proxy in this environment: none runs, none has answered yet, or none is scraped.",
};

function draw({ title, windowSeconds, environments, faults }: LiveCalls): void {
  byId("title").textContent = `${title}; the last ${windowSeconds} seconds, by the mesh's proxies`;
  byId("faults").replaceChildren(...faults.map((fault) => element("li", "fault", fault)));
  byId("calls").replaceChildren(...environments.map(sectionOf));
}

function sectionOf(calls: EnvironmentCalls): HTMLElement {
  const title = element("h2", "", calls.name);
  title.id = `calls-${calls.name}`;
  const made = element("section", "", title, ...contentOf(calls));
  made.setAttribute("aria-labelledby", title.id);
  return made;
}

function contentOf({ state, edges, unseen }: EnvironmentCalls): readonly HTMLElement[] {
  if (state !== "counted") return [element("p", "soft", instead[state])];
  const seen = edges.length === 0 ? element("p", "", "The proxies counted no request.") : edgeTable(edges);
  return [seen, ...unseenCalls(unseen)];
}

function unseenCalls(unseen: readonly LiveCall[] | null): readonly HTMLElement[] {
  if (unseen === null)
    return [element("p", "soft", "Which calls are declared could not be read; the reason is above.")];
  if (unseen.length === 0) return [];
  return [
    element("h3", "", "Declared, without requests"),
    element("ul", "unseen", ...unseen.map(({ from, to }) => element("li", "", `${from} → ${to}`))),
  ];
}

follow("/calls/events", draw);
