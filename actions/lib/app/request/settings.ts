/** Inputs without a value that slipway.yaml provides: a branch, the first environment, the bot. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CONFIG_FILE } from "../../domain/config/config.ts";
import { parseConfig } from "../../domain/config/read.ts";
import { SETTINGS } from "../../domain/config/settings.ts";
import type { Inputs } from "./request.ts";

type Raw = Readonly<Record<string, string | undefined>>;

/** `raw` with values of the checkout's slipway.yaml for empty inputs. Throws `Findings` when the file is invalid. */
export async function withSettings(inputs: Inputs, raw: Raw, workspace: string): Promise<Raw> {
  const open = Object.entries(inputs).flatMap(([name, { setting }]) =>
    setting === undefined || (raw[name]?.trim() ?? "") !== "" ? [] : [[name, setting] as const],
  );
  if (open.length === 0) return raw;
  const text = await readFile(join(workspace, CONFIG_FILE), "utf8").catch(() => undefined);
  if (text === undefined) return raw;
  const config = parseConfig(text);
  return { ...raw, ...Object.fromEntries(open.map(([name, setting]) => [name, SETTINGS[setting](config)])) };
}
