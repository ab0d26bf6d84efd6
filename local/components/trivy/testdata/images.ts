/** Images that together have every kind of package list in the tests and in this repository's services. */
import type { TestImage } from "@slipway/testing/scans/image-layout.ts";
import { debianPackages, npmPackages, plantedSecret } from "@slipway/testing/scans/images.ts";

const apk = `C:Q1aaaaaaaaaaaaaaaaaaaaaaaaaaa=
P:musl
V:1.2.5-r9
A:x86_64
S:1
I:1
T:planted
U:https://example.com
L:MIT
o:musl
m:nobody <nobody@example.com>
t:1700000000

`;

export const images: Readonly<Record<string, TestImage>> = {
  "package-list": { files: npmPackages({ "slipway-planted": "1.0.0", "@b/c": "2.0.0" }) },
  debian: {
    files: {
      ...debianPackages({ "slipway-planted": "1.0-1", other: "2.0-1" }),
      "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
      ...npmPackages({ "slipway-unfixable": "1.0.0" }),
    },
  },
  alpine: {
    files: { "etc/alpine-release": "3.22.1\n", "lib/apk/db/installed": apk, "etc/apk/arch": "x86_64\n" },
  },
  languages: {
    files: {
      "app/node_modules/slipway-planted/package.json": '{"name":"slipway-planted","version":"1.0.1"}',
      "usr/lib/python3/dist-packages/planted-1.0.dist-info/METADATA":
        "Metadata-Version: 2.1\nName: planted\nVersion: 1.0\nLicense: MIT\n",
      "usr/share/gems/specifications/planted.gemspec":
        'Gem::Specification.new do |s|\n  s.name = "planted".freeze\n  s.version = "1.0.0"\n  s.licenses = ["MIT".freeze]\nend\n',
      "app/app.deps.json":
        '{"runtimeTarget":{"name":".NETCoreApp,Version=v8.0"},"targets":{".NETCoreApp,Version=v8.0":{"Planted/1.0.0":{"runtime":{"lib/Planted.dll":{}}}}},"libraries":{"Planted/1.0.0":{"type":"package"}}}',
    },
  },
  secrets: {
    files: { ...npmPackages({ a: "1.0.0" }), "app/main.js": `\nconst token = "${plantedSecret}";\n` },
    env: [`TOKEN=${plantedSecret}`],
  },
};
