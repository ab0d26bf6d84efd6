#!/usr/bin/env node
import { runCommandLine } from "./program.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  outStream: process.stdout,
  err: { write: (text) => process.stderr.write(text), stream: process.stderr },
});
