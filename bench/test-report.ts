import { relative } from "node:path";
import * as z from "zod";
import { table } from "./table.ts";

const schema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(z.object({ title: z.string(), duration: z.number().nullish() })),
    }),
  ),
});

const SHOWN = 25;
const LONGEST_TITLE = 60;

/** The files of Vitest's JSON report that took longest, with the longest test of each; seconds of the wall clock. */
export function slowest(report: string, root: string, shown = SHOWN): string {
  const files = schema
    .parse(JSON.parse(report))
    .testResults.map(({ name, status, startTime, endTime, assertionResults: tests }) => {
      const longest = tests.toSorted((one, other) => (other.duration ?? 0) - (one.duration ?? 0))[0];
      return {
        file: `${relative(root, name)}${status === "passed" ? "" : " (failed)"}`,
        seconds: (endTime - startTime) / 1000,
        tests: tests.length,
        longest: longest === undefined ? "" : longestOf(longest),
      };
    })
    .toSorted((one, other) => other.seconds - one.seconds);
  const rows = files
    .slice(0, shown)
    .map(({ file, seconds, tests, longest }) => [file, seconds.toFixed(1), `${tests}`, longest]);
  const sum = files.reduce((total, { seconds }) => total + seconds, 0);
  const tests = files.reduce((total, file) => total + file.tests, 0);
  const words = `${files.length} files with ${tests} tests took ${sum.toFixed(0)} s, one after the other.`;
  return `${table(["file", "s", "tests", "its longest test"], rows)}\n\n${words}`;
}

function longestOf({ title, duration }: { title: string; duration?: number | null | undefined }): string {
  const words = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
  return `${((duration ?? 0) / 1000).toFixed(1)} ${words.replaceAll("|", "\\|")}`;
}
