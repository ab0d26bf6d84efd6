/**
 * The steps of the workflows, in order, with their inputs: workflows.test.ts compares them with
 * `.github/workflows/`. Inputs that exist only on GitHub (caches, an identity, tools to install) are empty
 * here.
 */

/** Outputs of previous steps, by step id and name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

export interface Settings {
  readonly registry: string;
  readonly nodeImage: string;
  readonly platform: string;
  /** Empty if nothing is signed. */
  readonly publicKey: string;
  readonly privateKey: string;
  readonly password: string;
  /** Folder of the scanner's database; empty if nothing is scanned. */
  readonly scannerCache: string;
}

export interface VerbStep {
  /** The name by which later steps read its outputs. */
  readonly id?: string;
  readonly verb: string;
  /** Whether it runs; always if absent. */
  readonly runs?: (outputs: Outputs, settings: Settings) => boolean;
  readonly inputs: (outputs: Outputs, settings: Settings) => Readonly<Record<string, string>>;
  readonly environment?: (settings: Settings) => Readonly<Record<string, string>>;
}

/** Folder for the services' packages; this is not a verb. */
export const packages = "packages" as const;
export type WorkflowStep = VerbStep | typeof packages;

const output = (outputs: Outputs, id: string, name: string): string => outputs[id]?.[name] ?? "";
const hasServices = (outputs: Outputs): boolean => !isEmpty(output(outputs, "changes", "services"));
const isEmpty = (json: string): boolean => json === "" || json === "[]" || json === "{}";
const first = (...texts: readonly string[]): string => texts.find((text) => !isEmpty(text)) ?? "";

const scanned = (outputs: Outputs): string =>
  first(output(outputs, "scanned", "images"), output(outputs, "images", "images"));
const published = (outputs: Outputs): string =>
  first(output(outputs, "signed", "images"), output(outputs, "pushed", "images"));

/** Each verb has the App's bot and its mail address as defaults. */
const bot = { "bot-name": "", "bot-email": "" };

const deliver: readonly WorkflowStep[] = [
  { id: "changes", verb: "detect-changes", inputs: () => ({}) },
  {
    verb: "next-version",
    runs: hasServices,
    inputs: (outputs) => ({ services: output(outputs, "changes", "services") }),
  },
  packages,
  {
    id: "images",
    verb: "build-image",
    runs: hasServices,
    inputs: (outputs, { platform, nodeImage }) => ({
      services: output(outputs, "changes", "services"),
      source: output(outputs, "changes", "source"),
      platforms: platform,
      "build-args": `NODE_IMAGE=${nodeImage}`,
      "cache-from": "",
      "cache-to": "",
    }),
  },
  {
    id: "scanned",
    verb: "scan-image",
    runs: (outputs, { scannerCache }) => scannerCache !== "" && !isEmpty(output(outputs, "images", "images")),
    inputs: (outputs, { scannerCache }) => ({
      images: output(outputs, "images", "images"),
      layouts: output(outputs, "images", "layouts"),
      cache: scannerCache,
      "fixture-database": "accept",
    }),
  },
  {
    id: "pushed",
    verb: "push-image",
    runs: (outputs) => !isEmpty(scanned(outputs)),
    inputs: (outputs, { registry }) => ({ images: scanned(outputs), registry }),
  },
  {
    id: "signed",
    verb: "sign-image",
    runs: (outputs, { publicKey }) => publicKey !== "" && !isEmpty(output(outputs, "pushed", "images")),
    inputs: (outputs, { registry, scannerCache }) => ({
      images: output(outputs, "pushed", "images"),
      registry,
      attestations: scannerCache === "" ? "provenance" : "sbom, provenance, scan",
    }),
    environment: ({ privateKey, password }) => ({
      COSIGN_PRIVATE_KEY: privateKey,
      COSIGN_PASSWORD: password,
    }),
  },
  {
    verb: "bump",
    runs: (outputs) => !isEmpty(published(outputs)),
    inputs: (outputs, settings) => ({
      images: published(outputs),
      source: output(outputs, "changes", "source"),
      repository: "",
      ...verification(settings, "sbom, provenance, scan"),
      ...bot,
    }),
  },
];

const promote: readonly WorkflowStep[] = [
  {
    verb: "promote",
    inputs: (_, settings) => ({
      bypass: "",
      "bypass-for": "",
      reason: "",
      ...verification(settings, "sbom, provenance"),
      ...bot,
    }),
  },
  {
    verb: "hotfix",
    inputs: (_, settings) => ({
      ...verification(settings, "sbom, provenance, scan"),
      "hotfix-public-key": "",
      ...bot,
    }),
  },
  // The last act creates it once.
  { verb: "board", runs: () => false, inputs: () => ({ publish: "board", ...bot }) },
  // No notifications are sent here.
  { verb: "notify", runs: () => false, inputs: () => ({ page: "", ...bot }) },
];

const rollback: readonly WorkflowStep[] = [
  {
    verb: "rollback",
    inputs: (_, { publicKey }) => ({
      auto: "true",
      environment: "",
      services: "",
      to: "",
      reason: "",
      "dry-run": "",
      "public-key": publicKey,
      "hotfix-public-key": "",
      identity: "",
      ...bot,
    }),
  },
];

/** Attestations that a pin needs; the scan only if scans run. */
function verification({ publicKey, scannerCache }: Settings, attestations: string) {
  const wanted = scannerCache === "" ? "provenance" : attestations;
  return { "public-key": publicKey, identity: "", attestations: publicKey === "" ? "" : wanted };
}

export const workflows: Readonly<Record<string, readonly WorkflowStep[]>> = {
  "deliver.yml": deliver,
  "promote.yml": promote,
  "rollback.yml": rollback,
};

/** Workflows that a push to main starts, by the paths their files name. */
export function startedBy(paths: readonly string[]): readonly string[] {
  const isRelease = (path: string) => path.startsWith("environments/");
  const released = paths.some(isRelease) ? ["rollback.yml", "promote.yml"] : [];
  return paths.every(isRelease) ? released : ["deliver.yml", ...released];
}
