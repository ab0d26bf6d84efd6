/** What a tool did to a hand-written kustomization next to moving the pin it was asked to move. Pure. */
import { diffLines } from "diff";
import { parse } from "yaml";

export interface Pin {
  readonly tag: string;
  readonly digest: string;
}

export interface Damage {
  /** Lines taken out and lines put in, where neither is the pin asked for. */
  readonly lines: number;
  readonly commentsLost: number;
}

/** The file as a person would have edited it is `before` with the two values replaced; every other change is damage. */
export function damageOf(before: string, after: string, from: Pin, to: Pin): Damage {
  const asked = before.replaceAll(from.tag, to.tag).replaceAll(from.digest, to.digest);
  const changed = diffLines(asked, after).filter(({ added, removed }) => added || removed);
  const lines = changed.reduce((sum, { count }) => sum + count, 0);
  return { lines, commentsLost: Math.max(0, commentsIn(asked) - commentsIn(after)) };
}

const commentsIn = (text: string) => text.split("\n").filter((line) => /(^|\s)#/.test(line)).length;

interface Kustomization {
  readonly images?: readonly { readonly name: string; readonly newTag?: string; readonly digest?: string }[];
}

/** In words, what the entry of `image` pins now. */
export function pinnedIn(text: string, image: string, wanted: Pin): string {
  const { images = [] } = parse(text) as Kustomization;
  const entry = images.find(({ name }) => name === image);
  const has = { tag: entry?.newTag, digest: entry?.digest };
  const said = (["tag", "digest"] as const).map((key) => {
    if (has[key] === wanted[key]) return key;
    return has[key] === undefined ? `no ${key}` : `old ${key}`;
  });
  return said.join(" + ");
}
