// node argocd/lint/main.ts [folder]: prints findings in argocd/ and environments/, and in the output of
// kustomize for them; exits with 1 if there are any.
import { lintBuilt } from "./built.ts";
import { linksBelow } from "./links.ts";
import { lint, readFiles } from "./lint.ts";

const folder = process.argv[2] ?? ".";
const written = lint(await readFiles(folder));
const findings = [...new Set([...(await linksBelow(folder)), ...written, ...(await lintBuilt(folder))])];
for (const finding of findings) console.error(finding);
console.log(
  findings.length === 0 ? "argocd/ and environments/: nothing found." : `${findings.length} found.`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
