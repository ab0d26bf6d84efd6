/** Pages of the files that Slipway reads and writes. */
import { configSchema } from "@slipway/lib/domain/config/config.ts";
import { environmentSchema } from "@slipway/lib/domain/environments/environment.ts";
import { evidenceSchema } from "@slipway/lib/domain/evidence/document.ts";
import { holdSchema } from "@slipway/lib/domain/holds/hold.ts";
import { releaseSchema } from "@slipway/lib/domain/releases/release.ts";
import { serviceSchema } from "@slipway/lib/domain/services/service-schema.ts";
import { exceptionsSchema } from "@slipway/lib/domain/vulnerabilities/exceptions.ts";
import type * as z from "zod";
import { page } from "./markdown.ts";
import { schemaTable } from "./schema-page.ts";

export function environmentPage(): string {
  return page(
    "environment.yaml",
    "`environments/<environment>/environment.yaml` describes one environment: its clusters, its gates and who merges into it. " +
      "Durations are a number with `s`, `m`, `h` or `d`. [Environments](../../environments/README.md) explains gates and the overlay.",
    schemaTable(environmentSchema),
  );
}

export function configPage(): string {
  return page(
    "slipway.yaml",
    "`slipway.yaml` at the root of a repository describes the repository. Every key is optional, and so is the file. " +
      "Editors check it with [slipway.schema.json](../../actions/slipway.schema.json).",
    schemaTable(configSchema),
  );
}

export function servicePage(): string {
  return page(
    "service.yaml",
    "`service.yaml` in a service's folder (`services/<name>` unless [slipway.yaml](slipway-yaml.md) says otherwise) describes one service. Helm values are in `values.yaml` next to it ([chart](../../rollouts/README.md)).",
    schemaTable(serviceSchema),
  );
}

const files: readonly { readonly title: string; readonly text: string; readonly schema: z.ZodType }[] = [
  {
    title: "release.yaml",
    text: "`environments/<environment>/<service>/release/release.yaml`, written by `slipway bump`, copied by `slipway promote`. Do not edit it.",
    schema: releaseSchema,
  },
  {
    title: "Hold",
    text: "`environments/<environment>/holds/<service>-<first 12 digits of the release id>.yaml`, written by `slipway rollback` and `slipway hold`. Deleting the file lifts the hold.",
    schema: holdSchema,
  },
  {
    title: "Evidence",
    text: "`<service>.json` on the branch `evidence/<environment>/<cluster>`, written by the [reporter](../../argocd/addons/reporter/README.md).",
    schema: evidenceSchema,
  },
  {
    title: "exceptions.yaml",
    text: "`security/exceptions.yaml`: findings of the vulnerability scan that are accepted until a date.",
    schema: exceptionsSchema,
  },
];

export function filesPage(): string {
  return page(
    "File formats",
    "Two files have their own pages: [environment.yaml](environment-yaml.md) and [service.yaml](service-yaml.md). " +
      "The data of the board is described by [board.schema.json](../../actions/board/board.schema.json).",
    ...files.flatMap(({ title, text, schema }) => [`## ${title}`, text, schemaTable(schema)]),
  );
}
