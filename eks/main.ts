// npm run eks -- check | generate: what is wrong with eks/, and its generated files anew.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Findings, UserError } from "../actions/lib/errors/user-error.ts";
import { checkCluster } from "./check/cluster.ts";
import { generated } from "./generate/generate.ts";
import { readRepository } from "./repository/repository.ts";
import { readVersions } from "./repository/versions.ts";

const root = join(import.meta.dirname, "..");
const commands: Readonly<Record<string, () => Promise<readonly string[]>>> = { check, generate };

const [name = ""] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
const findings =
  command === undefined
    ? [`expected ${Object.keys(commands).join(" or ")}, got ${JSON.stringify(name)}`]
    : await command().catch(words);
for (const finding of findings) console.error(finding);
process.exitCode = findings.length === 0 ? 0 : 1;

function words(error: unknown): readonly string[] {
  if (error instanceof Findings) return error.findings;
  if (error instanceof UserError) return [error.message];
  throw error;
}

async function generate(): Promise<readonly string[]> {
  const files = generated(await readRepository(root));
  await mkdir(join(root, "eks/stacks"), { recursive: true });
  for (const [path, text] of files) await writeFile(join(root, path), text);
  console.log(`eks/stacks: ${files.size} files written.`);
  return [];
}

async function check(): Promise<readonly string[]> {
  const repository = await readRepository(root);
  const rules = { settings: repository.settings, versions: await readVersions(root), now: new Date() };
  const names = (await readdir(join(root, "eks/clusters"))).sort();
  const all = await Promise.all(
    names.map(async (each) =>
      checkCluster(await readFile(join(root, "eks/clusters", each), "utf8"), `eks/clusters/${each}`, rules),
    ),
  );
  const stale = await Promise.all(
    [...generated(repository)].map(async ([path, text]) =>
      (await readFile(join(root, path), "utf8").catch(() => "")) === text
        ? []
        : [`${path}: is not what the repository gives.\n  Renew it: npm run eks -- generate.`],
    ),
  );
  return [...all.flat(), ...stale.flat()];
}
