import { insideFolder as databaseFolder, forgeDatabase } from "../components/postgres/component.ts";
import type { Ports } from "../platform/ports.ts";

/** Path of the forge's folder inside the namespaces. */
export const insideFolder = "/mnt/forge";

/** The unprivileged account that runs the forge, because the forge refuses root. Every Linux has `nobody`. */
export const forgeUser = {
  id: 65534,
  become: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"],
  environment: { HOME: `${insideFolder}/home`, USER: "nobody", GITEA_WORK_DIR: insideFolder },
} as const;

/** Gitea's app.ini. It contains only differences from the defaults, each with a reason. */
export const settings = (ports: Ports): string => `APP_NAME = Slipway's local forge
RUN_USER = nobody
RUN_MODE = prod
WORK_PATH = ${insideFolder}

[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${ports.forge}
ROOT_URL = http://127.0.0.1:${ports.forge}/
STATIC_ROOT_PATH = /mnt/gitea/assets
DISABLE_SSH = true
OFFLINE_MODE = true

[database]
DB_TYPE = postgres
; PostgreSQL's socket is in this folder.
HOST = ${databaseFolder}/
NAME = ${forgeDatabase}
USER = ${forgeDatabase}
SSL_MODE = disable
MAX_OPEN_CONNS = 20
MAX_IDLE_CONNS = 5

[repository]
ROOT = ${insideFolder}/repositories
DEFAULT_BRANCH = main
ENABLE_PUSH_CREATE_ORG = true

[repository.pull-request]
; After a push to main every open pull request would be looked at again, for seconds each: with fourteen, ninety times for the
; merges of one promotion. So only when somebody asks for one.
DELAY_CHECK_FOR_INACTIVE_DAYS = 0

[security]
INSTALL_LOCK = true

[service]
DISABLE_REGISTRATION = true

[actions]
ENABLED = true
; uses: owner/name@ref means a repository of this forge, where stand-ins of the few third-party actions live.
DEFAULT_ACTIONS_URL = self

[webhook]
; The one webhook goes to Argo CD on loopback, which the default forbids.
ALLOWED_HOST_LIST = *

[indexer]
REPO_INDEXER_ENABLED = false

[log]
LEVEL = Warn

[cron.update_checker]
ENABLED = false
`;
