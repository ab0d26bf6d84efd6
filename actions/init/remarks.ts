/** What init says about a repository besides the files that it writes. */
import { posix } from "node:path";
import type { Checkout } from "@slipway/lib/io/git/checkout.ts";
import type { Found } from "./look.ts";

type Remark = readonly [level: "info" | "warning", words: string];

export function remarks(services: readonly Found[], { origin, untracked }: Checkout): readonly Remark[] {
  const unseen = untracked.filter((path) => posix.basename(path) === "Dockerfile");
  const host = /(?:@|\/\/)(?:[^@/]*@)?([\w.-]+)/.exec(origin ?? "")?.[1] ?? "";
  return [
    ...unseen.map((path): Remark => ["warning", `${path} is not committed, so init does not see it.`]),
    ...(services.length > 0
      ? []
      : [
          [
            "warning",
            "No committed Dockerfile was found: add one to a service's folder, commit it, and run init again.",
          ] as const,
        ]),
    ...(/gitlab|bitbucket|azure/.test(host)
      ? [
          [
            "warning",
            `${host} cannot run the workflows that init writes: they are for GitHub Actions and for Gitea.`,
          ] as const,
        ]
      : []),
    ...services.flatMap(keptManifests),
  ];
}

function keptManifests({ name, folder, own }: Found): readonly Remark[] {
  if (own === undefined) return [];
  const place = posix.join(folder, own.helm?.chart ?? own.kustomize ?? "");
  const image = own.image === undefined ? [] : [`its image is ${own.image} there`];
  const values = own.helm === undefined ? "what overlays of it change" : "values of single environments";
  return [
    [
      "info",
      [`${name} keeps its manifests (${place})`, ...image].join("; ") +
        `. What is no Rollout there is updated without a canary: only probes stop a bad release. ${values.replace(/^./, (letter) => letter.toUpperCase())} must be written as patches into environments/<environment>/${name}/kustomization.yaml.`,
    ],
  ];
}

/** Long lists by folder: `argocd/ (30 files)`; files of the repository's root and of services are listed singly. */
export function grouped(paths: readonly string[]): readonly string[] {
  const groups = Map.groupBy(
    paths,
    (path) => /^(?:rollouts|argocd|\.github\/workflows|environments\/[^/]+)\//.exec(path)?.[0] ?? path,
  );
  return [...groups].map(([group, members]) =>
    group.endsWith("/") ? `${group} (${members.length} ${members.length === 1 ? "file" : "files"})` : group,
  );
}
