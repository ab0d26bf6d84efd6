import { Findings } from "@slipway/lib/domain/errors/user-error.ts";
import { parseHold } from "@slipway/lib/domain/holds/holds.ts";
import { type Files, finding, matching, type Rule } from "./rule.ts";

/** Every hold can be read, is in the right place, and names an existing service. */
export const holds: Rule = (files) =>
  matching(files, /^environments\/[^/]+\/holds\/[^/]+\.yaml$/).flatMap(({ path }) => {
    try {
      const { service } = parseHold(files.get(path) ?? "", path);
      return isKnown(files, service)
        ? []
        : [
            finding(
              path,
              `service: no environment has ${service}, so this holds nothing`,
              "Name the right service, or delete the file.",
            ),
          ];
    } catch (error) {
      if (error instanceof Findings) return error.findings;
      throw error;
    }
  });

function isKnown(files: Files, service: string): boolean {
  return [...files.keys()].some((path) => {
    const [root, , folder, name] = path.split("/");
    return root === "environments" && folder === service && name === "kustomization.yaml";
  });
}
