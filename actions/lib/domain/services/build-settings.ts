/** `build` of a service.yaml, and of slipway.yaml for all services: how an image is made. */
import { posix } from "node:path";
import * as z from "zod";
import { UserError } from "../errors/user-error.ts";

export const path = z
  .string("a path is expected")
  .regex(/^(?!\/)[^\\]*[^/\\]$/, "a path relative to the service's folder is expected, without final slash");

const text = z.string("a text is expected");

export const buildSchema = z.strictObject({
  context: path
    .optional()
    .describe(
      'What the build can see, from the service\'s folder: "." is the folder, "../.." may be the root.',
    ),
  dockerfile: path.optional().describe("The Dockerfile, from the service's folder."),
  target: text.min(1).optional().describe("Stage to build; the last one when absent."),
  args: z
    .record(z.string().regex(/^\w+$/, "the name of a build argument is expected"), text)
    .optional()
    .describe("Build arguments."),
  secrets: z
    .array(
      z
        .string()
        .regex(
          /^SLIPWAY_BUILD_[A-Z0-9_]+$/,
          "the name of a variable SLIPWAY_BUILD_… is expected, never its value",
        ),
    )
    .optional()
    .describe("Variables of the job that the build may mount as secrets of the same id."),
  platforms: z
    .array(z.string().regex(/^[a-z0-9]+\/[a-z0-9/]+$/, "a platform such as linux/amd64 is expected"))
    .min(1)
    .optional()
    .describe("Platforms of the image, where they are not those of the run."),
  prepare: z
    .union([z.literal(false), text.min(1)], "a command is expected, or false for none")
    .optional()
    .describe(
      "Command that is run in the service's folder before the build, for what the Dockerfile copies and git does not hold.",
    ),
});

/** A further image of a service: what differs from `build`, and how manifests of one's own name it. */
export const furtherSchema = buildSchema.extend({
  image: z
    .string("the name of an image is expected")
    .regex(/^[\w./:-]*[\w]$/, "the name of an image without tag and digest is expected")
    .optional()
    .describe(
      "Name of it in manifests of your own, where it does not end in the service's image, a dash and the name here.",
    ),
});

export type FurtherSettings = z.output<typeof furtherSchema>;

export type BuildSettings = z.output<typeof buildSchema>;

/** How a service's image is made; all paths are from the repository's root, "" is the root itself. */
export interface ServiceBuild {
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly platforms?: readonly string[] | undefined;
  readonly prepare?: string | undefined;
}

/** A service's own settings over those of the repository. Throws for a path that leads out of the repository. */
export function serviceBuild(folder: string, common: BuildSettings, own: BuildSettings = {}): ServiceBuild {
  const { context = ".", dockerfile = "Dockerfile", prepare, ...rest } = { ...common, ...own };
  return {
    context: insideRepository(folder, context, "build.context"),
    dockerfile: insideRepository(folder, dockerfile, "build.dockerfile"),
    target: rest.target,
    args: { ...common.args, ...own.args },
    secrets: [...new Set([...(common.secrets ?? []), ...(own.secrets ?? [])])],
    platforms: rest.platforms,
    prepare: prepare === false ? undefined : prepare,
  };
}

/** What is made before the build of the service's own image is there for the others. */
export function furtherBuild(
  folder: string,
  common: BuildSettings,
  own: BuildSettings = {},
  { image: _, ...further }: FurtherSettings,
): ServiceBuild {
  const inherited = { ...common, ...own, args: { ...common.args, ...own.args }, prepare: false as const };
  return serviceBuild(folder, inherited, further);
}

/** `path` of a service's folder, from the root; "" is the root. Throws, naming the `key`, where it leads out. */
export function insideRepository(folder: string, path: string, key: string): string {
  const joined = posix.join(folder === "" ? "." : folder, path);
  if (joined === "." || joined === "./") return "";
  if (joined !== ".." && !joined.startsWith("../")) return joined.replace(/\/$/, "");
  throw new UserError(
    `${posix.join(folder, "service.yaml")}: ${key}: ${JSON.stringify(path)} leads out of the repository.\n  Name a path inside it.`,
  );
}
