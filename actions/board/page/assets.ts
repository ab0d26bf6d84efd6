/** The page's style and script, from their own files; a bundle has them inlined (actions/bundle.ts). */
import { readFileSync } from "node:fs";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

export const style = read("./page.css");
export const script = read("./client.js");
