/** Reads the services of a commit. */
import { posix } from "node:path";
import { type Config, imageName } from "../config/config.ts";
import { readConfig } from "../config/read.ts";
import { Findings, UserError } from "../errors/user-error.ts";
import { furtherName } from "../images/further.ts";
import { parseYaml } from "../parsing/yaml.ts";
import type { Tree } from "../repository/git.ts";
import { type BuildSettings, type FurtherSettings, furtherBuild, serviceBuild } from "./build-settings.ts";
import { matchesGlob } from "./globs.ts";
import { renderingOf } from "./rendering.ts";
import type { FurtherImage, Service } from "./service.ts";
import { serviceSchema } from "./service-schema.ts";

const FILE = "service.yaml";

const kind = { remedy: "services/README.md says what belongs there.", schema: serviceSchema };

export interface Survey {
  readonly services: readonly Service[];
  /** Folder name → everything wrong with its service.yaml. */
  readonly faults: ReadonlyMap<string, Findings>;
}

/** All services of a commit, by name. A folder without service.yaml is none. Throws `Findings` with all that is wrong. */
export async function readServices(tree: Tree): Promise<readonly Service[]> {
  const { services, faults } = await surveyServices(tree);
  Findings.throwIfAny([...faults.values()].flatMap((fault) => fault.findings));
  return services;
}

/** As `readServices`, for verbs in which a broken service must not stop the others. */
export async function surveyServices(tree: Tree): Promise<Survey> {
  const config = await readConfig(tree);
  const files = (await tree.list("")).filter((path) => isServiceFile(path, config));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const parsed = files.map((file, index) => parseService(contents[index] ?? "", file, config));
  const own = parsed.flatMap(({ service, folder }) => [folder, service?.name ?? folder]);
  const names = new Set([...own, ...config.otherServices]);
  const services: Service[] = [];
  const faults = new Map<string, Findings>();
  for (const { service, folder, findings } of parsed) {
    const all = service === undefined ? findings : [...findings, ...misfits(service, names, parsed)];
    const name = service?.name ?? folder;
    if (all.length > 0) faults.set(name, new Findings([...(faults.get(name)?.findings ?? []), ...all]));
    else if (service !== undefined) services.push(service);
  }
  return { services: services.toSorted((one, other) => one.name.localeCompare(other.name)), faults };
}

function isServiceFile(path: string, { services }: Config): boolean {
  if (posix.basename(path) !== FILE) return false;
  const folder = posix.dirname(path);
  return services.some((pattern) => folder === pattern || matchesGlob(folder, pattern));
}

interface ParsedService {
  /** Last part of the folder: what a file that cannot be read is known by. */
  readonly folder: string;
  readonly service: Service | undefined;
  readonly findings: readonly string[];
}

function parseService(content: Buffer | string, file: string, config: Config): ParsedService {
  const path = posix.dirname(file) === "." ? "" : posix.dirname(file);
  const folder = posix.basename(path) || config.product;
  const { value, findings } = parseYaml(content, file, kind);
  if (value === undefined) return { folder, service: undefined, findings };
  try {
    const { build, images, render, ...rest } = value;
    const image = imageName(config, value.name);
    const service: Service = {
      ...rest,
      path,
      image,
      build: serviceBuild(path, config.build, build),
      ...(images === undefined ? {} : { images: furtherImages(path, image, config.build, build, images) }),
      rendering: renderingOf(path, value.strategy ?? value.tier, config, render),
    };
    return { folder, service, findings: lacking(service, file) };
  } catch (error) {
    if (error instanceof UserError) return { folder, service: undefined, findings: [error.message] };
    throw error;
  }
}

function furtherImages(
  path: string,
  image: string,
  common: BuildSettings,
  own: BuildSettings | undefined,
  images: Readonly<Record<string, FurtherSettings>>,
): Readonly<Record<string, FurtherImage>> {
  return Object.fromEntries(
    Object.entries(images).map(([key, further]) => [
      key,
      {
        image: furtherName(image, key),
        build: furtherBuild(path, common, own, further),
        placeholder: further.image,
      },
    ]),
  );
}

/** What Slipway's chart needs, and manifests of one's own do without; and what only that chart renders. */
function lacking(service: Service, file: string): readonly string[] {
  const { rendering, slo, ports, migration } = service;
  if (rendering.by !== "chart") {
    if (migration === undefined) return [];
    return [
      `${file}: migration: only Slipway's chart renders it.\n  Put a Job with the annotation argocd.argoproj.io/hook: PreSync among the manifests.`,
    ];
  }
  const images = Object.keys(service.images ?? {});
  const ran = migration?.image;
  const unknown =
    ran === undefined || images.includes(ran)
      ? []
      : [
          `${file}: migration.image: there is no ${JSON.stringify(ran)} among images.\n  Add it there, or leave it out.`,
        ];
  const unused = images
    .filter((key) => key !== ran)
    .map(
      (key) =>
        `${file}: images.${key}: nothing of what Slipway's chart renders runs it.\n  Name it as migration.image, or remove it; manifests of your own may run any.`,
    );
  const missing = [...(slo === undefined ? ["slo"] : []), ...(ports.length === 0 ? ["ports"] : [])];
  return [
    ...missing.map(
      (key) =>
        `${file}: ${key}: missing.\n  Add it: Slipway's chart needs it to serve the service and to judge its canaries.`,
    ),
    ...unknown,
    ...unused,
  ];
}

function misfits(
  service: Service,
  names: ReadonlySet<string>,
  all: readonly ParsedService[],
): readonly string[] {
  const file = posix.join(service.path, FILE);
  const called = service.calls.map((one) => one.service);
  const findings = called
    .filter((one) => !names.has(one))
    .map(
      (one) =>
        `${file}: calls: there is no service ${JSON.stringify(one)}.\n  Name one that has a folder; one of another repository is to be in otherServices of slipway.yaml.`,
    );
  for (const other of Object.keys(service.dependsOn ?? {}).filter((one) => !names.has(one))) {
    findings.push(
      `${file}: dependsOn: there is no service ${JSON.stringify(other)}.\n  Name one that has a folder; one of another repository is to be in otherServices of slipway.yaml.`,
    );
  }
  for (const twice of called.filter((one, index) => called.indexOf(one) !== index))
    findings.push(`${file}: calls: ${twice} is named twice.\n  Put what it is asked for into one entry.`);
  if (service.events !== undefined && !service.stores?.includes("nats")) {
    findings.push(
      `${file}: stores: events go through nats, which is not among them.\n  Add nats, or remove events.`,
    );
  }
  for (const [key, { image }] of Object.entries(service.images ?? {})) {
    if (!all.some(({ service: other }) => other?.image === image)) continue;
    findings.push(
      `${file}: images.${key}: ${image} is the image of another service.\n  Give it another name.`,
    );
  }
  const twin = all.find(({ service: other }) => other?.name === service.name && other.path !== service.path);
  if (twin !== undefined) {
    findings.push(
      `${file}: name: ${JSON.stringify(service.name)} is that of ${posix.join(twin.service?.path ?? "", FILE)} too.\n  Give each service its own name.`,
    );
  }
  return findings;
}
