import type { Component } from "../../platform/component.ts";
import { imageArchive } from "../../platform/image-archive.ts";
import { ctr } from "../containerd/component.ts";

export const pause: Component = {
  name: "pause",
  build: { kind: "go", module: "slipway.dev/local/pause", binaries: { pause: "." }, expectedSeconds: 3 },
  units: (platform) => [
    {
      kind: "task",
      name: "pause-image",
      after: ["containerd"],
      run: async () => {
        const archive = platform.path("containerd", "pause.tar");
        await imageArchive(archive, "localhost/pause:1", { pause: platform.binary("pause", "pause") }, [
          "/pause",
        ]);
        await ctr(platform, ["--namespace", "k8s.io", "images", "import", archive]);
      },
    },
  ],
};
