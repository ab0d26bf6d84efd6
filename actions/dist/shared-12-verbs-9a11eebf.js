// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);

// actions/lib/deployments/trailers.ts
var LINE = /^([A-Za-z][A-Za-z0-9-]*): (.+)$/;
function trailersOf(message) {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  const found = /* @__PURE__ */ new Map();
  if (paragraphs.length < 2) return found;
  for (const line of (paragraphs.at(-1) ?? "").split("\n")) {
    if (/^\s/.test(line)) continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === void 0 || value === void 0) return /* @__PURE__ */ new Map();
    found.set(name, [...found.get(name) ?? [], value.trim()]);
  }
  return found;
}

export {
  trailersOf
};
