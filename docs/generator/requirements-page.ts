import { basename } from "node:path";
import { page, table } from "./markdown.ts";
import { type Coverage, coverage, type Requirement, readRequirements } from "./requirements.ts";

/** Test files listed for one requirement; the rest is counted. */
const LISTED = 4;

export function requirementsPage(root: URL): string {
  const covered = coverage(root);
  const sections = readRequirements().flatMap(({ title, requirements }) => [
    `## ${title}`,
    table(
      ["number", "requirement", "tests"],
      Object.entries(requirements).map(([number, requirement]) => [
        number,
        requirement.text,
        testsOf(number, requirement, covered),
      ]),
    ),
  ]);
  return page(
    "Requirements",
    'Each requirement has a number, and its tests carry that number in their names. `grep -rn "PP-7 " --include="*.test.ts" .` finds them.',
    ...sections,
  );
}

function testsOf(number: string, { note }: Requirement, covered: Coverage): string {
  const files = [...(covered.get(number) ?? [])];
  const links = files.slice(0, LISTED).map((file) => {
    const name = basename(file).replace(/(\.test)?\.ts$/, "");
    return `[${name}](../${file})`;
  });
  const more = files.length > LISTED ? [`${files.length - LISTED} more`] : [];
  return [[...links, ...more].join(", "), note ?? ""].filter((part) => part !== "").join("; ");
}
