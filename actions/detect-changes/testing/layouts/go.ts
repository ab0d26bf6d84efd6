/** Repositories with Go services. */
import { atRoot, type Layout } from "./layout.ts";

const goMod = (name: string) => `module example.com/${name}\n\ngo 1.24\n`;
const imports = (pkg: string, ...paths: readonly string[]) =>
  `package ${pkg}\n\nimport (\n${paths.map((path) => `\t"${path}"\n`).join("")})\n`;

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

export const GO_LAYOUTS: readonly Layout[] = [
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
    ignores: [
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
    ignores: ["services/users/main.go", "libs/unused/unused.go"],
  },
  {
    name: "Go where a script builds",
    files: {
      ...GO_WORK,
      "services/orders/Dockerfile": "FROM golang:1.24\nCOPY . /src\nWORKDIR /src\nRUN make orders\n",
    },
    releases: ["services/users/main.go", "libs/unused/unused.go"],
    ignores: ["docs/a.txt"],
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
    ignores: ["cmd/users/main.go", "internal/b/b.go"],
  },
];
