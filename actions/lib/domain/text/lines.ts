/** What a text of several lines says where there is room for one. */

export function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** All of it, on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
