/**
 * Reads the file in which a step writes its outputs: `name=value`, or `name<<delimiter`, lines of the value,
 * `delimiter`.
 */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\n");
  const outputs: Record<string, string> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const [, name, mark] = /^([\w-]+)<<(.+)$/.exec(lines[index] ?? "") ?? [];
    if (name !== undefined && mark !== undefined) {
      const end = lines.indexOf(mark, index + 1);
      if (end < 0) throw new Error(`the delimiter of the output ${name} is missing`);
      outputs[name] = lines.slice(index + 1, end).join("\n");
      index = end;
      continue;
    }
    const [, short, value] = /^([\w-]+)=(.*)$/.exec(lines[index] ?? "") ?? [];
    if (short !== undefined) outputs[short] = value ?? "";
  }
  return outputs;
}
