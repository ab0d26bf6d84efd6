import type { Embedded } from "../embedded/embedded.ts";
import { git } from "../forge/git.ts";
import { environments } from "../platform/ports.ts";
import { reportedEnvironment } from "../platform/reported-environment.ts";
import type { LiveCommit } from "./document.ts";
import type { LiveSources } from "./sources.ts";

const format = "--format=%H%x00%s%x00%an%x00%aI";

/** The live board's sources in the embedded demo, which has no Argo CD to refresh. */
export function embeddedSources({ cluster, forge, prometheus }: Embedded): LiveSources {
  return {
    title: "demo on embedded parts",
    environments: environments.map((name) => ({ name, namespace: `shop-${name}` })),
    links: [{ title: "Prometheus", url: prometheus }],
    objects: ({ name }) => cluster.objects(reportedEnvironment(name)),
    fault: () => cluster.fault(),
    prometheus: async (path) => {
      const answer = await fetch(`${prometheus}${path}`, { signal: AbortSignal.timeout(5000) });
      const body = await answer.text();
      if (!answer.ok) throw new Error(`it answers ${answer.status}: ${body.slice(0, 200)}`);
      return body;
    },
    commits: async () => {
      const log = await git(forge.bare, ["log", "--first-parent", "--max-count=8", format, "main"]);
      return log.split("\n").filter(Boolean).map(commitOf);
    },
    onChange: (listener) => cluster.listeners.add(listener),
  };
}

function commitOf(line: string): LiveCommit {
  const [sha = "", subject = "", author = "", at = ""] = line.split("\0");
  return { sha, subject, author, at, url: null };
}
