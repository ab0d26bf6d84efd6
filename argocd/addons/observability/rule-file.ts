import { parse, stringify } from "yaml";
import * as z from "zod";

const manifest = z.object({
  kind: z.literal("PrometheusRule"),
  spec: z.object({ groups: z.array(z.looseObject({ name: z.string() })).min(1) }),
});

/** The rules of a PrometheusRule as a rule file for a Prometheus without the operator. */
export function ruleFile(text: string): string {
  return stringify(manifest.parse(parse(text)).spec, { aliasDuplicateObjects: false, lineWidth: 0 });
}
