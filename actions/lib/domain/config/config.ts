/** `slipway.yaml` at the root of a repository: settings that differ from Slipway's defaults. */
import * as z from "zod";
import { pinsSchema } from "../pins/declaration.ts";
import { buildSchema } from "../services/build-settings.ts";
import { refuseCostly } from "../services/globs.ts";

export const CONFIG_FILE = "slipway.yaml";

const name = z
  .string("a name is expected")
  .regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "a name of lower case letters, digits and dashes is expected");

const folder = z
  .string("a folder of the repository is expected")
  .regex(
    /^(?![./])[^\\]*[^/\\]$/,
    "a folder relative to the repository's root is expected, without ./ and final slash",
  )
  .refine((path) => !path.split("/").includes(".."), "a folder inside the repository is expected");

const glob = z
  .string("a folder or a glob of folders is expected")
  .regex(
    /^(?:\.|(?!\.{0,2}\/)[^\\]*[^/\\])$/,
    "a glob relative to the repository's root is expected, such as services/*",
  )
  .superRefine(refuseCostly);

const LONGEST_TEMPLATE = 200;

/** A text with places such as {service}: each of `needed` must be in it, and no others than `known`. */
function template(known: readonly string[], needed: readonly string[], allowed: RegExp) {
  return z.string("a text is expected").superRefine((text, context) => {
    if (text.length > LONGEST_TEMPLATE) {
      context.addIssue(`at most ${LONGEST_TEMPLATE} characters are expected`);
      return;
    }
    const places = [...text.matchAll(/\{([^}]*)\}/g)].map(([, place = ""]) => place);
    const unknown = places.filter((place) => !known.includes(place));
    for (const place of unknown) {
      context.addIssue(`{${place}} is not known here; known: ${known.map((one) => `{${one}}`).join(", ")}`);
    }
    for (const place of needed.filter((one) => !places.includes(one))) {
      context.addIssue(`{${place}} is missing, so all of them would have one name`);
    }
    if (!allowed.test(text.replace(/\{[^}]*\}/g, "x")))
      context.addIssue(`the text does not match ${allowed.source}`);
  });
}

const PRODUCT = "shop";

const address = z
  .string("the repository's address is expected")
  .regex(
    /^(?:https?|ssh):\/\/[^@\s]+$/,
    "an address without a user and a token is expected: https://github.com/owner/name.git",
  );

const branchName = z
  .string("the name of a branch is expected")
  .regex(/^(?!-|refs\/)[\w./-]+$/, "the name of a branch is expected, without refs/heads/");

const source = z.strictObject(
  {
    repository: address
      .regex(
        /^https?:\/\/[\w.:/~-]+$/,
        "an address that begins with https:// is expected, of letters, digits and .:/~_-",
      )
      .describe("Address of a service's repository: https://github.com/owner/name.git."),
    branch: branchName
      .default("main")
      .describe("Branch of it that releases are made of; what is not on it is refused."),
  },
  "{ repository: https://…, branch: main } is expected",
);

export const configSchema = z.strictObject({
  product: name
    .default(PRODUCT)
    .describe("Name of what the services are together; part of the images' names."),
  services: z
    .array(glob, "a list of folders is expected")
    .min(1, "at least one folder is expected")
    .default(["services/*"])
    .describe('Folders that hold a service.yaml: globs from the root; "." is the root itself.'),
  image: template(["product", "service"], ["service"], /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/)
    .default("{product}/{service}")
    .describe("Name of a service's image, without registry and tag."),
  repository: address
    .optional()
    .describe("Address from which Argo CD reads this repository; argocd/ may name no other."),
  branch: branchName.default("main").describe("Branch that the environments live on."),
  firstEnvironment: name.default("dev").describe("Environment that new releases enter."),
  projects: template(["product", "environment"], ["environment"], /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
    .default("{product}-{environment}")
    .describe("Name of an environment's Argo CD project."),
  chart: folder.default("rollouts/chart").describe("Folder of the Helm chart that renders a service."),
  strategies: folder
    .default("rollouts/strategies")
    .describe("Folder of the canary strategies: a service's tier picks <tier>.yaml there."),
  bot: z
    .strictObject({
      name: z
        .string("a name is expected")
        .min(1)
        .describe("Name of the author of the commits that Slipway makes."),
      email: z.email("a mail address is expected").describe("Mail address of that author."),
    })
    .default({ name: "slipway[bot]", email: "slipway[bot]@users.noreply.github.com" })
    .describe("Author of the commits that Slipway makes."),
  pins: pinsSchema
    .optional()
    .describe("Pins in files of your own instead of release folders (`slipway adopt --pins`)."),
  sources: z
    .array(source, "a list of repositories is expected")
    .default([])
    .describe(
      "In a separate configuration repository: the services' repositories. Commits of releases and their order are read there.",
    ),
  otherServices: z
    .array(name, "a list of services is expected")
    .default([])
    .describe("Services of other repositories, which `calls` and `dependsOn` of services here may name."),
  build: buildSchema.default({}).describe("What every service's `build` begins with."),
});

export type Config = z.output<typeof configSchema>;

export const DEFAULTS: Config = configSchema.parse({});

/** Name of a service's image inside manifests, without registry: `product/service`. */
export function imageName(config: Config, service: string): string {
  return config.image.replaceAll("{product}", config.product).replaceAll("{service}", service);
}

/** Name of the Argo CD project of an environment. */
export function projectName(config: Config, environment: string): string {
  return config.projects.replaceAll("{product}", config.product).replaceAll("{environment}", environment);
}
