import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const dev = "argocd/applicationsets/dev.yaml";

const plants: readonly Plant[] = [
  {
    name: "a set without missingkey=error",
    file: dev,
    replace: 'goTemplateOptions: ["missingkey=error"]',
    by: "goTemplateOptions: []",
    found:
      /^argocd\/applicationsets\/dev\.yaml:\d+: spec\.goTemplateOptions: expected exactly \[missingkey=error\]/m,
  },
  {
    name: "a set that may delete",
    file: dev,
    replace: "applicationsSync: create-update",
    by: "applicationsSync: sync",
    found: /sets never delete, got "sync"/,
  },
  {
    name: "a set that takes workloads along",
    file: dev,
    replace: "preserveResourcesOnDeletion: true",
    by: "preserveResourcesOnDeletion: false",
    found: /preserveResourcesOnDeletion: expected true/,
  },
  {
    name: "a set that a push could remove",
    file: dev,
    replace: "Prune=confirm,Delete=confirm",
    by: "Prune=true",
    found: /a push could remove the set/,
  },
  {
    name: "a set that takes the annotations of a pause away",
    file: dev,
    replace: "    annotations: [argocd.argoproj.io/skip-reconcile, slipway.dev/pause-reason]\n",
    by: "    annotations: [slipway.dev/pause-reason]\n",
    found: /preservedFields\.annotations: expected exactly the two annotations that pause an application/,
  },
  {
    name: "a set that turns automated sync of a paused application on again",
    file: dev,
    replace: "    - jsonPointers: [/spec/syncPolicy/automated]\n",
    by: "    - jsonPointers: [/spec/syncPolicy/retry]\n",
    found: /ignoreApplicationDifferences.*or the set ends a pause/,
  },
  {
    name: "a set that ignores more of its applications than a pause",
    file: dev,
    replace: "    - jsonPointers: [/spec/syncPolicy/automated]\n",
    by: "    - jsonPointers: [/spec/syncPolicy/automated]\n    - jsonPointers: [/spec/source]\n",
    found: /ignoreApplicationDifferences.*or the set ends a pause/,
  },
  {
    name: "a template patch",
    file: dev,
    replace: "  template:\n",
    by: "  templatePatch: 'spec: {}'\n  template:\n",
    found: /templatePatch: no such key/,
  },
  {
    name: "another generator",
    file: dev,
    replace: "    - git:\n",
    by: "    - scmProvider: {}\n      git:\n",
    found: /scmProvider: no such key/,
  },
  {
    name: "a project from a template",
    file: dev,
    replace: "project: shop-dev",
    by: 'project: "{{ .project }}"',
    found: /expected a literal: a template would let a file choose its own walls/,
  },
  {
    name: "a set of another environment's releases",
    file: dev,
    replace: "path: environments/dev/*/",
    by: "path: environments/prod/*/",
    found: /files\[0\]\.path: environments\/prod/,
  },
  {
    name: "a sync that prunes last",
    file: dev,
    replace: "- CreateNamespace=false",
    by: "- PruneLast=true",
    found: /the option PruneLast=true is not allowed/,
  },
  {
    name: "a sync option forgotten",
    file: dev,
    replace: "          - ApplyOutOfSyncOnly=true\n",
    by: "",
    found: /the option ApplyOutOfSyncOnly=true is missing/,
  },
  {
    name: "AG-29 a retry that keeps the bad commit",
    file: dev,
    replace: "refresh: true, ",
    by: "",
    found: /retry\.refresh: expected true, or a fix waits/,
  },
  {
    name: "an image chosen outside git's folder",
    file: dev,
    replace: "        targetRevision: refs/heads/main\n",
    by: "        targetRevision: refs/heads/main\n        kustomize: { images: [a=b] }\n",
    found: /kustomize: no such key/,
  },
  {
    name: "a second address of the repository",
    file: dev,
    replace: "repoURL: https://github.com/slipway-dev/slipway.git",
    by: "repoURL: https://github.com/else/slipway.git",
    found: /the address in slipway\.yaml that a fork replaces everywhere at once/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
