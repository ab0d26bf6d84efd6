import { LineCounter, parseAllDocuments } from "yaml";
import { finding, matching, type Rule } from "./rule.ts";

/** Every YAML file of argocd/ and environments/ can be read. */
export const readable: Rule = (files) =>
  matching(files, /^(?:argocd|environments)\/.*\.ya?ml$/).flatMap(({ path }) => {
    const lines = new LineCounter();
    const parsed = parseAllDocuments(files.get(path) ?? "", { lineCounter: lines, prettyErrors: false });
    return [...parsed].flatMap((document) =>
      document.errors.map((error) =>
        finding(
          `${path}:${lines.linePos(error.pos[0]).line}`,
          `not YAML: ${error.message.replace(/\.$/, "")}`,
          "Mend the line.",
        ),
      ),
    );
  });
