import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a file and its folders; throws where somebody wrote it meanwhile, and changes nothing then. */
export async function writeNew(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: "wx" });
}
