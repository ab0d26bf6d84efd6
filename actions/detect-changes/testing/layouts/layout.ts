/** A layout of a repository, with the changes that must and must not release its service `orders`. */
export interface Layout {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Symbolic links with their target, and submodules with the value `submodule`. */
  readonly special?: Readonly<Record<string, string>>;
  readonly releases: readonly string[];
  readonly ignores: readonly string[];
  /** Matches the reason when detect-changes cannot know which files a build reads. */
  readonly doubt?: RegExp;
}

export const SUBMODULE = "submodule";

export const service = (more = "") =>
  `name: orders\ntier: standard\nports: [{name: http, port: 8080}]\nslo: {errorRatio: 0.05, p95Seconds: 0.5}\n${more}`;
export const atRoot = (more = "") => service(`build: {context: ../..${more}}\n`);
