// node argocd/lint/main.ts [folder]: prints what is wrong with argocd/ and environments/, and ends with 1 if anything is.
import { lint, readFiles } from "./lint.ts";

const findings = lint(await readFiles(process.argv[2] ?? "."));
for (const finding of findings) console.error(finding);
console.log(
  findings.length === 0 ? "argocd/ and environments/: nothing found." : `${findings.length} found.`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
