import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../kit/build.ts";

/** The services' bundles, as in their images: they start in less than half the time of the sources. */
export class Programs {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async build(servicesFolder: string, names: readonly string[]): Promise<Programs> {
    const programs = new Programs(mkdtempSync(join(tmpdir(), "slipway-programs-")));
    writeFileSync(join(programs.#folder, "package.json"), '{ "type": "module" }\n');
    // Sequentially, because all at once need three gigabytes.
    for (const name of names) await bundle(join(servicesFolder, name), programs.of(name));
    return programs;
  }

  of(name: string): string {
    return join(this.#folder, name, "main.js");
  }

  /** Node reuses the code that it compiled at a first start. */
  get compileCache(): string {
    return join(this.#folder, "compiled");
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
