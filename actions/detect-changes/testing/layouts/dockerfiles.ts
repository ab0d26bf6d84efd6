/** Repositories whose inputs follow from the Dockerfile, from declared `inputs` and from the folders of services. */
import { atRoot, type Layout, SUBMODULE, service } from "./layout.ts";

export const DOCKERFILE_LAYOUTS: readonly Layout[] = [
  {
    name: "a file with a space in its name, copied by the JSON form",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile": 'FROM debian\nCOPY ["shared/price list.csv", "/prices/"]\n',
      "shared/price list.csv": "",
    },
    releases: ["shared/price list.csv"],
    ignores: ["shared/pricelist.csv"],
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
    ignores: ["libs/other/x.py", "services/users/app.py", "README.md"],
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
    ignores: ["services/users/src/Main.java", "README.md"],
  },
  {
    name: "the same without declared inputs",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile": "FROM gradle:8\nCOPY . /src\nRUN gradle :services:orders:build\n",
      "services/users/src/Main.java": "",
    },
    releases: ["services/users/src/Main.java", "README.md"],
    ignores: ["environments/dev/x.yaml"],
    doubt: /the repository is copied whole and inputs are not declared/,
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
    ignores: ["teams/sales/offers/index.html", "teams/sales/README.md"],
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
    ignores: ["third_party/other"],
  },
  {
    name: "generated code, made by a command before the build",
    files: {
      "services/orders/service.yaml": service("build: {prepare: ./generate.sh}\n"),
      "services/orders/Dockerfile": "FROM scratch\nCOPY generated /\n",
    },
    releases: ["services/orders/generate.sh", "api/orders.proto", "README.md"],
    ignores: ["environments/dev/x.yaml"],
    doubt: /build\.prepare may read any file \(declare inputs in services\/orders\/service\.yaml\)/,
  },
  {
    name: "the same with declared inputs",
    files: {
      "services/orders/service.yaml": service("build: {prepare: ./generate.sh}\ninputs: [api]\n"),
      "services/orders/Dockerfile": "FROM scratch\nCOPY generated /\n",
    },
    releases: ["services/orders/generate.sh", "api/orders.proto"],
    ignores: ["README.md", "apis/x.proto"],
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
    ignores: ["releases/1/web/index.html", "README.md"],
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
    ignores: ["README.md", "environments/dev/orders/release/release.yaml", ".github/workflows/ci.yml"],
  },
  {
    name: "one Dockerfile with a target a service, and a mount",
    files: {
      "services/orders/service.yaml": atRoot(", dockerfile: ../../Dockerfile, target: orders"),
      Dockerfile:
        "FROM scratch AS base\nCOPY common /common\nFROM base AS users\nCOPY users /users\nFROM scratch AS tools\nCOPY tools /tools\nFROM base AS orders\nRUN --mount=type=bind,source=schema,target=/schema --mount=from=tools,target=/t cp /schema /s\nCOPY --chmod=755 orders*.bin /\n",
    },
    releases: ["common/a", "schema/x.sql", "tools/t", "orders-1.bin", "Dockerfile"],
    ignores: ["users/a", "README.md"],
  },
  {
    name: "a copied path that a build argument names",
    files: {
      "services/orders/service.yaml": atRoot(),
      "services/orders/Dockerfile": "FROM scratch\nARG WHAT=orders\nCOPY $WHAT /app\n",
    },
    releases: ["orders/a", "users/a"],
    ignores: ["environments/dev/x.yaml"],
    doubt: /COPY \$WHAT: its value is not known before the build/,
  },
];
