// Makes a fresh checkout runnable, then runs a command under Node 24:
//   node local/setup/with-setup.mjs [--tools] <command> [arguments…]
// It runs on the machine's own Node (20 or newer) before anything is installed, so it imports only Node's own
// modules.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = join(root, "node_modules", ".bin");
const [first, ...rest] = process.argv.slice(2);
const wantsTools = first === "--tools";
const [command, ...commandArguments] = wantsTools ? rest : [first, ...rest];

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Node is ${process.version}; this needs Node 20 or newer (https://nodejs.org).`);
if (!command) fail("usage: node local/setup/with-setup.mjs [--tools] <command> [arguments…]");
await installPackages();
const path = [bin, ...(wantsTools ? [toolFolder()] : []), process.env.PATH].join(":");
runAndExit(command, commandArguments, { ...process.env, PATH: path });

/** Runs `npm ci` unless node_modules was installed from this very lockfile. */
async function installPackages() {
  const stamp = join(root, "node_modules", ".slipway-installed");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  process.stderr.write("Installing packages (npm ci) … ");
  const started = Date.now();
  const child = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  handOnSignals(child);
  let words = "";
  child.stderr.on("data", (text) => {
    words += text;
  });
  const [code] = await once(child, "close").catch((error) => fail(`npm cannot be started: ${error.message}`));
  if (code !== 0) fail(`npm ci failed:\n${words}`);
  writeFileSync(stamp, lock);
  process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** Provides the programs that the command's tests run, and returns the folder that holds them. */
function toolFolder() {
  const arguments_ = [join(root, "local/build/tools.ts"), command, ...commandArguments];
  const result = spawnSync(join(bin, "node"), arguments_, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  return result.stdout.trim();
}

function runAndExit(name, args, env) {
  const child = spawn(name, args, { cwd: root, env, stdio: "inherit" });
  handOnSignals(child);
  child.on("error", (error) => fail(`cannot start ${name}: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(signal ? 128 + (signal === "SIGINT" ? 2 : 15) : code));
}

function handOnSignals(child) {
  // A terminal sends Ctrl-C to the whole process group, and some programs treat a second one as "end at
  // once".
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
