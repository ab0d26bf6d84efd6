/** Repositories with npm and pnpm workspaces. */
import { atRoot, type Layout, service } from "./layout.ts";

const pkg = (name: string, needs: Readonly<Record<string, string>> = {}, more: object = {}) =>
  JSON.stringify({ name, dependencies: needs, ...more });

export const NODE_LAYOUTS: readonly Layout[] = [
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
    ignores: ["services/users/main.ts", "services/users/package.json"],
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
    ignores: ["services/users/main.ts"],
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
    ignores: ["services/users/src/main.ts", "README.md"],
  },
];
