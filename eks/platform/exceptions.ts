import { parse } from "yaml";
import * as z from "zod";
import { type Finding, lineOfPath } from "./finding.ts";

const skip = z.looseObject({ id: z.string(), comment: z.string().optional() });
const metadata = z.looseObject({
  checkov: z.looseObject({ skip: z.array(skip).default([]) }).optional(),
  "cfn-lint": z
    .looseObject({ config: z.looseObject({ ignore_checks: z.array(z.string()).default([]) }) })
    .optional(),
  /** cfn-lint has no place for a reason: rule to reason. */
  reasons: z.record(z.string(), z.string()).default({}),
});
const stack = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Metadata: metadata.optional() })),
});

/** An exception is a rule that one resource need not follow; each says why. */
export function reasonFindings(templates: ReadonlyMap<string, string>): readonly Finding[] {
  return [...templates].flatMap(([file, text]) =>
    Object.entries(stack.parse(parse(text)).Resources).flatMap(([name, { Metadata }]) =>
      withoutReason(Metadata).map((id): Finding => {
        const line = lineOfPath(text, ["Resources", name, "Metadata"]);
        const what = `${name}: the exception from ${id} has no reason`;
        return {
          file,
          ...(line === undefined ? {} : { line }),
          what,
          remedy: "Give the reason in eks/generate.",
        };
      }),
    ),
  );
}

function withoutReason(given: z.output<typeof metadata> | undefined): readonly string[] {
  if (given === undefined) return [];
  const skipped = given.checkov?.skip.filter(({ comment = "" }) => comment.trim() === "") ?? [];
  const ignored =
    given["cfn-lint"]?.config.ignore_checks.filter((id) => (given.reasons[id] ?? "").trim() === "") ?? [];
  return [...skipped.map(({ id }) => id), ...ignored];
}
