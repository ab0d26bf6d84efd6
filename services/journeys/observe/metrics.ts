export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Parses Prometheus' text format; comments are ignored. */
export function samplesIn(text: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels: labelsIn(labels), value: Number(value) }];
  });
}

function labelsIn(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries([...pairs].map(([, name, value]) => [name, value]));
}

export async function scrape(origin: string): Promise<Sample[]> {
  const answer = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(`${origin}/metrics answers ${answer.status}; it must be 200.`);
  return samplesIn(await answer.text());
}
