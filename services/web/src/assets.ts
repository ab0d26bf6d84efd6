import { createHash } from "node:crypto";
import type { App } from "@slipway/kit/server";
import { brandMark } from "./drawings/marks.ts";
import { style } from "./style.ts";

const icon = brandMark("#12355b");

export const stylePath = `/assets/${nameOf(style)}.css`;
export const iconPath = `/assets/${nameOf(icon)}.svg`;

/** File names contain a digest of the content, so browsers cache them permanently. */
export function addAssets(app: App): void {
  serve(app, "css", stylePath, "text/css; charset=utf-8", style);
  serve(app, "svg", iconPath, "image/svg+xml", icon);
}

/** During a release, a page may load the style of the other release: it is served, but not cached. */
function serve(app: App, extension: string, path: string, type: string, content: string): void {
  app.get(`/assets/:name.${extension}`, (request, reply) =>
    reply
      .type(type)
      .header("x-content-type-options", "nosniff")
      .header("cache-control", request.url === path ? "public, max-age=31536000, immutable" : "no-store")
      .send(content),
  );
}

function nameOf(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
