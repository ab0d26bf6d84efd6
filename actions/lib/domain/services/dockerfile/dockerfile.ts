/** What of its context a Dockerfile's build reads. Any doubt is a reason to take the whole context. */
import { posix } from "node:path";
import { Add, Copy, DockerfileParser, From, type Instruction, Run, Workdir } from "dockerfile-ast";
import { quote } from "shell-quote";
import * as z from "zod";

export interface ContextUse {
  /** Files, folders and globs that are copied, from the context's root; "" is all of it. */
  readonly sources: readonly string[];
  /** Why the whole context counts, where no COPY says so. */
  readonly doubts: readonly string[];
  /** Commands of the stages that are built, each with where it runs, for those who know a language. */
  readonly commands: readonly Command[];
}

export interface Command {
  readonly text: string;
  /** Working folder from the context's root, where the whole context was copied; undefined where that is not known. */
  readonly folder: string | undefined;
}

interface Stage {
  readonly name: string | undefined;
  readonly index: number;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** `target` as for `docker build --target`: stages that it does not need are not built. */
export function contextUse(text: string, target: string | undefined): ContextUse {
  const stages = stagesOf(text);
  const needed = neededStages(stages, target);
  if (needed === undefined) {
    return { sources: [""], doubts: [`the Dockerfile has no stage ${JSON.stringify(target)}`], commands: [] };
  }
  const read = needed.map(readStage);
  const doubts = [...syntaxDoubts(text), ...read.flatMap((each) => each.doubts)];
  const sources = read.flatMap((each) => each.sources);
  return {
    sources: doubts.length > 0 ? ["", ...sources] : sources,
    doubts,
    commands: read.flatMap((each) => each.commands),
  };
}

function stagesOf(text: string): readonly Stage[] {
  const stages: { name: string | undefined; index: number; base: string; instructions: Instruction[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From) {
      const name = instruction.getBuildStage()?.toLowerCase();
      stages.push({ name, index: stages.length, base: instruction.getImage() ?? "", instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function neededStages(stages: readonly Stage[], target: string | undefined): readonly Stage[] | undefined {
  const find = (name: string, before = stages.length) =>
    stages.slice(0, before).findLast((stage) => stage.name === name.toLowerCase()) ??
    (/^\d+$/.test(name) ? stages.slice(0, before)[Number(name)] : undefined);
  const last = target === undefined ? stages.at(-1) : find(target);
  if (last === undefined) return undefined;
  const needed = new Set<Stage>();
  const visit = (stage: Stage) => {
    if (needed.has(stage)) return;
    needed.add(stage);
    for (const name of [stage.base, ...stage.instructions.flatMap(stagesNamed)]) {
      // A name that holds a variable may be any of them.
      const others = name.includes("$") ? stages.slice(0, stage.index) : [find(name, stage.index)];
      for (const other of others) if (other !== undefined) visit(other);
    }
  };
  visit(last);
  return [...needed].toSorted((one, other) => one.index - other.index);
}

function stagesNamed(instruction: Instruction): readonly string[] {
  if (instruction instanceof Copy) return [instruction.getFromFlag()?.getValue() ?? ""];
  if (!(instruction instanceof Run)) return [];
  return mountsOf(instruction).flatMap((mount) => mount.get("from") ?? []);
}

function mountsOf(run: Run): readonly ReadonlyMap<string, string>[] {
  return run
    .getFlags()
    .filter((flag) => flag.getName() === "mount")
    .map((flag) => {
      const options = (flag.getValue() ?? "").split(",").map((option) => option.split("="));
      return new Map(options.map(([name = "", ...value]) => [name, value.join("=")]));
    });
}

interface StageUse {
  readonly sources: readonly string[];
  readonly doubts: readonly string[];
  readonly commands: readonly Command[];
}

function readStage({ instructions }: Stage): StageUse {
  const sources: string[] = [];
  const doubts: string[] = [];
  const commands: Command[] = [];
  let folder: string | undefined = "/";
  let root: string | undefined;
  for (const instruction of instructions) {
    if (instruction instanceof Workdir) {
      const path = instruction.getPath() ?? "";
      folder = folder === undefined || path.includes("$") ? undefined : posix.resolve(folder, path);
    } else if (instruction instanceof Copy || instruction instanceof Add) {
      const copied = copiedBy(instruction);
      sources.push(...copied.sources);
      doubts.push(...copied.doubts);
      if (copied.sources.includes("") && folder !== undefined)
        root = posix.resolve(folder, copied.destination);
    } else if (instruction instanceof Run) {
      for (const mount of mountsOf(instruction)) {
        const isBind = (mount.get("type") ?? "bind") === "bind" && !mount.has("from");
        if (isBind) sources.push(normal(mount.get("source") ?? mount.get("src") ?? ""));
      }
      const place = root === undefined || folder === undefined ? undefined : posix.relative(root, folder);
      commands.push({ text: textOf(instruction), folder: place?.startsWith("..") ? undefined : place });
    }
  }
  return { sources, doubts, commands };
}

interface Copied {
  readonly sources: readonly string[];
  readonly destination: string;
  readonly doubts: readonly string[];
}

function copiedBy(instruction: Copy | Add): Copied {
  const none = { sources: [], destination: "", doubts: [] };
  if (instruction instanceof Copy && instruction.getFromFlag() !== null) return none;
  const words = wordsInJson(instruction) ?? instruction.getArguments().map((each) => each.getValue());
  const destination = words.at(-1) ?? "";
  const sources: string[] = [];
  const doubts: string[] = [];
  for (const word of words.slice(0, -1)) {
    const isElsewhere = word.startsWith("<<") || /^(?:https?|git|ssh):\/\/|^git@/.test(word);
    if (isElsewhere) continue;
    if (word.includes("$"))
      doubts.push(`${instruction.getKeyword()} ${word}: its value is not known before the build`);
    else sources.push(normal(word));
  }
  return { sources, destination, doubts };
}

/** From the context's root; what leads out of it ends there, as BuildKit has it. */
function normal(path: string): string {
  return posix.resolve("/", path).slice(1);
}

/** Flags and comments left out, and lines that go on joined; the exec form as a shell would be given it. */
function textOf(run: Run): string {
  const words = wordsInJson(run);
  if (words !== undefined) return quote([...words]);
  return withoutFlags(run)
    .replace(/^[^\S\r\n\u2028\u2029]*#.*$/gm, "")
    .replace(/[\\`]\r?\n/g, " ");
}

/** `["go", "build"]`; undefined where it is written otherwise. The parser's own strings have lost their spaces. */
function wordsInJson(instruction: Instruction): readonly string[] | undefined {
  const text = withoutFlags(instruction)
    .replace(/[\\`]\r?\n/g, " ")
    .trim();
  if (!text.startsWith("[")) return undefined;
  try {
    const { success, data } = z.array(z.string()).min(1).safeParse(JSON.parse(text));
    return success ? data : undefined;
  } catch {
    // Docker takes it as a shell's then.
    return undefined;
  }
}

function withoutFlags(instruction: Instruction): string {
  return (instruction.getRawArgumentsContent() ?? "").replace(/^(?:\s*--[\w-]+(?:=\S+)?)+/, "");
}

/** Another frontend may read what it likes. */
function syntaxDoubts(text: string): readonly string[] {
  const syntax = /^#\s*syntax\s*=\s*(\S+)/im.exec(text)?.[1];
  const isOfficial = syntax === undefined || /^(?:docker\.io\/)?docker\/dockerfile(?:[:@]|$)/.test(syntax);
  return isOfficial ? [] : [`the Dockerfile's syntax is ${syntax}`];
}
