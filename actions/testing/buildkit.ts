/** A BuildKit daemon of the test's own: real, with an empty cache. It copies files; programs cannot be run in it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { waitFor } from "../../local/wait/wait.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface TestBuildkit extends AsyncDisposable {
  /** For BUILDKIT_HOST. */
  readonly address: string;
  /** Forgets what it built, so that the next build is recreated. */
  forget(): Promise<void>;
}

/** It mounts and changes owners, which only root may. */
export const canRunBuildkit = process.getuid?.() === 0;

export async function startBuildkit(snapshotter: "native" | "overlayfs" = "native"): Promise<TestBuildkit> {
  const folder = await temporaryFolder("slipway-buildkit-");
  const file = (name: string) => join(folder.path, name);
  const address = `unix://${file("socket")}`;
  // Its runtime is never called where nothing is run, and "native" leaves plain folders behind instead of mounts.
  const configuration = `root = "${file("root")}"
[worker.oci]
  enabled = true
  binary = "/bin/true"
  snapshotter = "${snapshotter}"
  networkMode = "host"
[worker.containerd]
  enabled = false
`;
  await writeFile(file("buildkitd.toml"), configuration);
  const daemon = spawn("buildkitd", ["--config", file("buildkitd.toml"), "--addr", address], {
    stdio: "ignore",
  });
  const ask = (...args: readonly string[]) => exec("buildctl", ["--addr", address, ...args]);
  const answers = async () => ({ value: await ask("debug", "workers") });
  await waitFor(answers, { what: "the test's BuildKit", seconds: 30, everyMs: 100 });
  return {
    address,
    async forget() {
      await ask("prune", "--all");
    },
    async [Symbol.asyncDispose]() {
      const ended = once(daemon, "exit");
      daemon.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
