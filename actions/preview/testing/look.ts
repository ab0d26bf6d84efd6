/** A preview of a shop, and everything it said. */
import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import type { Context, FileLocation } from "@slipway/lib/app/report/report.ts";
import { type RecordedReport, recordedReport, testContext } from "@slipway/testing/report.ts";
import { preview } from "../preview.ts";
import { request } from "../request.ts";
import type { Shop } from "./pull.ts";

export const KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

export const replicas = (count: number) =>
  `patches:
  - target: { kind: Rollout }
    patch: |-
      - { op: replace, path: /spec/replicas, value: ${count} }
`;

interface Looked {
  readonly results: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly markdown: string;
  readonly diff: string;
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: readonly (readonly [string, FileLocation | undefined])[];
}

export async function look(
  shop: Pick<Shop, "dev">,
  inputs: Record<string, string>,
  changes: Partial<Context> = {},
): Promise<Looked> {
  const report: RecordedReport = recordedReport();
  const errors: (readonly [string, FileLocation | undefined])[] = [];
  const listening = {
    ...report,
    error: (words: string, place?: FileLocation) => errors.push([words, place]),
  };
  const context = testContext(shop.dev.path, { report: listening, ...changes });
  const outcome = await preview(request.parse(inputs), context);
  const said = (kind: string) =>
    report.lines.find((line) => line.startsWith(`${kind}: `))?.slice(kind.length + 2) ?? "";
  return {
    results: outcome.results.map(({ environment, service, status }) => `${environment}/${service} ${status}`),
    outputs: outcome.outputs,
    markdown: said("markdown"),
    diff: said("diff"),
    code: exitCode(outcome),
    lines: report.lines,
    errors,
  };
}
