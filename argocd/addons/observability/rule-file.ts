import { parse, stringify } from "yaml";
import * as z from "zod";

const manifest = z.object({
  kind: z.literal("PrometheusRule"),
  spec: z.object({ groups: z.array(z.looseObject({ name: z.string() })).min(1) }),
});

/** The rules of a PrometheusRule as the file that Prometheus itself reads, where no operator hands them over. */
export function ruleFile(text: string): string {
  return stringify(manifest.parse(parse(text)).spec, { aliasDuplicateObjects: false, lineWidth: 0 });
}
