/** Layouts of other people's repositories: each with the changes that must and must not release its service `orders`. */
export interface Layout {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Paths that lead elsewhere: symbolic links by their target, submodules by `submodule`. */
  readonly special?: Readonly<Record<string, string>>;
  readonly releases: readonly string[];
  readonly spares: readonly string[];
  /** What the reason must say besides the path, where more counts than is known to be read. */
  readonly doubt?: RegExp;
}

export const SUBMODULE = "submodule";

const service = (more = "") =>
  `name: orders\ntier: standard\nports: [{name: http, port: 8080}]\nslo: {errorRatio: 0.05, p95Seconds: 0.5}\n${more}`;
const atRoot = (more = "") => service(`build: {context: ../..${more}}\n`);
const goMod = (name: string) => `module example.com/${name}\n\ngo 1.24\n`;
const imports = (pkg: string, ...paths: readonly string[]) =>
  `package ${pkg}\n\nimport (\n${paths.map((path) => `\t"${path}"\n`).join("")})\n`;
const pkg = (name: string, needs: Readonly<Record<string, string>> = {}, more: object = {}) =>
  JSON.stringify({ name, dependencies: needs, ...more });

const GO_WORK = {
  "go.work": "go 1.24\nuse (\n\t./services/orders\n\t./services/users\n\t./libs/money\n\t./libs/unused\n)\n",
  "services/orders/service.yaml": atRoot(),
  "services/orders/go.mod": goMod("orders"),
  "services/orders/main.go": imports("main", "fmt", "example.com/money"),
  "services/orders/internal/db/db.go": "package db\n",
  "services/users/go.mod": goMod("users"),
  "services/users/main.go": imports("main", "fmt"),
  "libs/money/go.mod": goMod("money"),
  "libs/money/money.go": "package money\n",
  "libs/money/rates.json": "{}",
  "libs/unused/go.mod": goMod("unused"),
  "libs/unused/unused.go": "package unused\n",
  ".dockerignore": "docs\n*.md\n",
  "docs/a.txt": "a",
};

export const LAYOUTS: readonly Layout[] = [
  {
    name: "Go monorepo with go.work, COPY . . at the root",
    files: {
      ...GO_WORK,
      "services/orders/Dockerfile":
        'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -trimpath -ldflags "-s -w" -o /orders ./services/orders\nFROM scratch\nCOPY --from=build /orders /orders\n',
    },
    releases: [
      "services/orders/main.go",
      "libs/money/money.go",
      "libs/money/new.go",
      "libs/money/rates.json",
      "go.work",
      "services/orders/Dockerfile",
      ".dockerignore",
    ],
    spares: [
      "services/users/main.go",
      "libs/unused/unused.go",
      "docs/a.txt",
      "README.md",
      "environments/dev/x.yaml",
    ],
  },
  {
    name: "Go built by the exec form of RUN, with spaces inside of a word",
    files: {
      ...GO_WORK,
      "services/orders/Dockerfile":
        'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/go-build ["go", "build", "-ldflags=-s -w", "-o", "/orders", "./services/orders"]\nFROM scratch\nCOPY --from=build /orders /orders\n',
    },
    releases: ["services/orders/main.go", "libs/money/money.go", "go.work"],
    spares: ["services/users/main.go", "libs/unused/unused.go"],
  },
  {
    name: "a file with a space in its name, copied by the JSON form",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile": 'FROM debian\nCOPY ["shared/price list.csv", "/prices/"]\n',
      "shared/price list.csv": "",
    },
    releases: ["shared/price list.csv"],
    spares: ["shared/pricelist.csv"],
  },
  {
    name: "Go where a script builds",
    files: {
      ...GO_WORK,
      "services/orders/Dockerfile": "FROM golang:1.24\nCOPY . /src\nWORKDIR /src\nRUN make orders\n",
    },
    releases: ["services/users/main.go", "libs/unused/unused.go"],
    spares: ["docs/a.txt"],
    doubt: /the repository is copied whole: RUN make orders may read anything/,
  },
  {
    name: "one Go module, a package built only on another platform, a folder that is entered",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile":
        "FROM golang:1.24\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . ./\nWORKDIR /src/cmd/orders\nRUN --mount=type=cache,target=/root/.cache CGO_ENABLED=0 go build -o /orders .\n",
      "go.mod": goMod("bank"),
      "go.sum": "",
      "cmd/orders/main.go": imports("main", "example.com/bank/internal/a"),
      "cmd/orders/main_arm64.go": imports("main", "example.com/bank/internal/arm"),
      "cmd/users/main.go": imports("main", "example.com/bank/internal/b"),
      "internal/a/a.go": "package a\n",
      "internal/b/b.go": "package b\n",
      "internal/arm/arm.go": "package arm\n",
      "vendor/example.com/x/x.go": "package x\n",
    },
    releases: [
      "cmd/orders/main.go",
      "internal/a/a.go",
      "internal/arm/arm.go",
      "go.sum",
      "vendor/example.com/x/x.go",
    ],
    spares: ["cmd/users/main.go", "internal/b/b.go"],
  },
  {
    name: "Python with a shared library, what is copied is named",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile":
        'FROM python:3.13 AS base\nCOPY requirements.txt /\nRUN pip install -r /requirements.txt\nCOPY libs/common /app/common\nCOPY ["services/orders/", "/app/"]\n',
      "services/orders/app.py": "",
      "libs/common/money.py": "",
      "libs/other/x.py": "",
      "services/users/app.py": "",
      "requirements.txt": "",
    },
    releases: ["services/orders/app.py", "libs/common/money.py", "libs/common/new.py", "requirements.txt"],
    spares: ["libs/other/x.py", "services/users/app.py", "README.md"],
  },
  {
    name: "Java with Gradle, several modules, declared inputs",
    files: {
      "services/orders/service.yaml": `${atRoot()}inputs: ["*.gradle.kts", gradle, "libs/common/**"]\n`,
      "services/orders/Dockerfile":
        "FROM gradle:8 AS build\nCOPY . /src\nRUN gradle :services:orders:build\nFROM eclipse-temurin:21\nCOPY --from=build /src/services/orders/build/libs/app.jar /\n",
      "services/orders/src/Main.java": "",
      "services/users/src/Main.java": "",
      "libs/common/src/Money.java": "",
      "settings.gradle.kts": "",
      "gradle/libs.versions.toml": "",
    },
    releases: [
      "services/orders/src/Main.java",
      "libs/common/src/Money.java",
      "settings.gradle.kts",
      "gradle/libs.versions.toml",
    ],
    spares: ["services/users/src/Main.java", "README.md"],
  },
  {
    name: "the same without declared inputs",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile": "FROM gradle:8\nCOPY . /src\nRUN gradle :services:orders:build\n",
      "services/users/src/Main.java": "",
    },
    releases: ["services/users/src/Main.java", "README.md"],
    spares: ["environments/dev/x.yaml"],
    doubt: /the repository is copied whole and inputs are not declared/,
  },
  {
    name: "pnpm workspace, COPY . .",
    files: {
      "pnpm-workspace.yaml": "packages: [services/*, packages/*]\n",
      "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
      "package.json": pkg("bank"),
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile":
        "FROM node:24 AS build\nWORKDIR /src\nCOPY . .\nRUN corepack enable && pnpm install --frozen-lockfile && pnpm --filter @bank/orders build\n",
      "services/orders/package.json": pkg("@bank/orders", { "@bank/money": "workspace:*" }),
      "services/users/package.json": pkg("@bank/users"),
      "services/users/main.ts": "",
      "packages/money/package.json": pkg("@bank/money"),
      "packages/money/money.ts": "",
      "packages/generated/package.json": pkg(
        "@bank/generated",
        {},
        { scripts: { postinstall: "node make.js" } },
      ),
    },
    releases: [
      "services/orders/main.ts",
      "packages/money/money.ts",
      "pnpm-lock.yaml",
      "tsconfig.base.json",
      "packages/generated/make.js",
    ],
    spares: ["services/users/main.ts", "services/users/package.json"],
  },
  {
    name: "npm workspace, COPY . ., one package built by name",
    files: {
      "package.json": pkg("bank", {}, { workspaces: ["services/*", "packages/*"] }),
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile":
        "FROM node:24\nWORKDIR /src\nCOPY . .\nRUN npm ci\nRUN npm run build --workspace=@bank/orders\n",
      "services/orders/package.json": pkg("@bank/orders", { "@bank/money": "1" }),
      "services/users/package.json": pkg("@bank/users"),
      "packages/money/package.json": pkg("@bank/money"),
    },
    releases: ["services/orders/main.ts", "packages/money/money.ts", ".npmrc"],
    spares: ["services/users/main.ts"],
  },
  {
    name: "npm workspace, bundled outside of the image",
    files: {
      "slipway.yaml": "build: {prepare: npm run build}\n",
      "package.json": pkg("bank", {}, { workspaces: ["services/*"] }),
      "services/orders/service.yaml": service(),
      "services/orders/Dockerfile": "FROM node:24\nCOPY dist/ /app/\n",
      "services/orders/package.json": pkg("@bank/orders", { "@bank/kit": "1" }),
      "services/kit/package.json": pkg("@bank/kit"),
      "services/users/package.json": pkg("@bank/users"),
    },
    releases: ["services/orders/src/main.ts", "services/kit/kit.ts", "tsconfig.json"],
    spares: ["services/users/src/main.ts", "README.md"],
  },
  {
    name: "nested services in folders of teams",
    files: {
      "slipway.yaml": "services: ['teams/*/*']\n",
      "teams/sales/orders/service.yaml": service(),
      "teams/sales/orders/Dockerfile": "FROM nginx\nCOPY . /usr/share/nginx/html\n",
      "teams/sales/orders/index.html": "",
      "teams/sales/offers/index.html": "",
    },
    releases: ["teams/sales/orders/index.html", "teams/sales/orders/new/page.html"],
    spares: ["teams/sales/offers/index.html", "teams/sales/README.md"],
  },
  {
    name: "a submodule of which a part is copied",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile":
        "FROM scratch\nCOPY third_party/proto/v1 /proto\nCOPY services/orders/main /main\n",
    },
    special: { "third_party/proto": SUBMODULE, "third_party/other": SUBMODULE },
    releases: ["third_party/proto", "services/orders/main"],
    spares: ["third_party/other"],
  },
  {
    name: "generated code, made by a command before the build",
    files: {
      "services/orders/service.yaml": service("build: {prepare: ./generate.sh}\n"),
      "services/orders/Dockerfile": "FROM scratch\nCOPY generated /\n",
    },
    releases: ["services/orders/generate.sh", "api/orders.proto", "README.md"],
    spares: ["environments/dev/x.yaml"],
    doubt: /build\.prepare may read any file \(declare inputs in services\/orders\/service\.yaml\)/,
  },
  {
    name: "the same with declared inputs",
    files: {
      "services/orders/service.yaml": service("build: {prepare: ./generate.sh}\ninputs: [api]\n"),
      "services/orders/Dockerfile": "FROM scratch\nCOPY generated /\n",
    },
    releases: ["services/orders/generate.sh", "api/orders.proto"],
    spares: ["README.md", "apis/x.proto"],
  },
  {
    name: "a copied path that is a link, and one that leads through a link",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile":
        "FROM scratch\nCOPY services/orders/proto /proto\nCOPY current/web /web\n",
      "proto/a.proto": "",
      "releases/2/web/index.html": "",
      "releases/1/web/index.html": "",
    },
    special: { "services/orders/proto": "../../proto", current: "releases/2" },
    releases: ["proto/a.proto", "releases/2/web/index.html", "services/orders/proto"],
    spares: ["releases/1/web/index.html", "README.md"],
  },
  {
    name: "one service that is the whole repository",
    files: {
      "slipway.yaml": "services: [.]\n",
      "service.yaml": service(),
      Dockerfile: "FROM nginx\nCOPY . /usr/share/nginx/html\n",
      ".dockerignore": "*\n!site\n!nginx.conf\n",
    },
    releases: ["site/index.html", "nginx.conf", "service.yaml", "values.yaml", "Dockerfile"],
    spares: ["README.md", "environments/dev/orders/release/release.yaml", ".github/workflows/ci.yml"],
  },
  {
    name: "one Dockerfile with a target a service, and a mount",
    files: {
      "services/orders/service.yaml": atRoot(", dockerfile: ../../Dockerfile, target: orders"),
      Dockerfile:
        "FROM scratch AS base\nCOPY common /common\nFROM base AS users\nCOPY users /users\nFROM scratch AS tools\nCOPY tools /tools\nFROM base AS orders\nRUN --mount=type=bind,source=schema,target=/schema --mount=from=tools,target=/t cp /schema /s\nCOPY --chmod=755 orders*.bin /\n",
    },
    releases: ["common/a", "schema/x.sql", "tools/t", "orders-1.bin", "Dockerfile"],
    spares: ["users/a", "README.md"],
  },
  {
    name: "a copied path that a build argument names",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile": "FROM scratch\nARG WHAT=orders\nCOPY $WHAT /app\n",
    },
    releases: ["orders/a", "users/a"],
    spares: ["environments/dev/x.yaml"],
    doubt: /COPY \$WHAT: its value is not known before the build/,
  },
];
