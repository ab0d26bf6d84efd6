import type { Component } from "../../platform/component.ts";

/** The browser for tests of pages; no platform runs it. */
export const chromium: Component = {
  name: "chromium",
  build: {
    kind: "debian",
    main: "chromium-headless-shell",
    packages: ["chromium-headless-shell", "fonts-dejavu-core"],
    dependenciesExcept: [
      "libc6",
      // Drivers for graphics cards: a headless browser renders with its own SwiftShader.
      ...["libgl1-mesa-dri", "libllvm15", "libz3-4"],
      // Files used only for installation or by a desktop.
      ...["debconf", "lsb-base", "sysvinit-utils", "x11-common", "x11-utils", "xdg-utils", "xkb-data"],
    ],
    binaries: { chromium: "usr/lib/chromium/chromium-headless-shell" },
    expectedSeconds: 30,
  },
};
