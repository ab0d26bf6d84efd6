/**
 * The slowest test files, as a table: `node bench/test-time.ts report.json`. The report is Vitest's:
 * `npm test -- --reporter=default --reporter=json --outputFile.json=report.json`.
 */
import { readFileSync } from "node:fs";
import { repositoryRoot } from "../local/build/paths.ts";
import { slowest } from "./test-report.ts";

const [report] = process.argv.slice(2);
if (report === undefined) {
  process.stderr.write(
    "usage: node bench/test-time.ts <report.json>\n  Make it with: npm test -- --reporter=default --reporter=json --outputFile.json=report.json\n",
  );
  process.exit(2);
}
process.stdout.write(`${slowest(readFileSync(report, "utf8"), repositoryRoot)}\n`);
