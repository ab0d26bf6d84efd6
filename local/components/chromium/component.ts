import type { Component } from "../../platform/component.ts";

/** The browser of the tests of pages; no platform runs it. */
export const chromium: Component = {
  name: "chromium",
  build: {
    kind: "debian",
    main: "chromium-headless-shell",
    packages: ["chromium-headless-shell", "fonts-dejavu-core"],
    dependenciesExcept: [
      "libc6",
      // Graphics cards: a browser without a window draws with its own SwiftShader.
      ...["libgl1-mesa-dri", "libllvm15", "libz3-4"],
      // What only installing or a desktop calls.
      ...["debconf", "lsb-base", "sysvinit-utils", "x11-common", "x11-utils", "xdg-utils", "xkb-data"],
    ],
    binaries: { chromium: "usr/lib/chromium/chromium-headless-shell" },
    expectedSeconds: 30,
  },
};
