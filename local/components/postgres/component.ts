import { chmod, chown, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Component } from "../../platform/component.ts";
import { debianLibraries, nodeAddress, type Platform, podNetwork } from "../../platform/platform.ts";
import { succeeds } from "../../platform/readiness.ts";
import { asAdmin } from "../data-stores/database.ts";

/** The user `nobody`, because PostgreSQL refuses root. */
const user = 65534;
/** Path of its folder inside the namespaces. */
export const insideFolder = "/mnt/postgres";
const programs = "/mnt/postgres-program/root/usr/lib/postgresql/15/bin";
// A change of user clears the parent-death signal, so it is set again.
const become = [
  "setpriv",
  "--pdeathsig KILL",
  `--reuid=${user} --regid=${user}`,
  "--clear-groups",
  "--no-new-privs",
];

/** One server for all services of all environments; each service has its own database and role. */
export const postgres: Component = {
  name: "postgres",
  build: {
    kind: "debian",
    main: "postgresql-15",
    packages: [
      ...[
        "postgresql-15",
        "libgssapi-krb5-2",
        "libkrb5-3",
        "libkrb5support0",
        "libk5crypto3",
        "libkeyutils1",
      ],
      ...["libcom-err2", "libicu72", "libxml2", "liblzma5", "libldap-2.5-0", "libsasl2-2", "liblz4-1"],
      ...["libzstd1", "libssl3", "libpam0g", "libaudit1", "libcap-ng0", "libsystemd0", "libcap2"],
      ...[
        "libgcrypt20",
        "libgpg-error0",
        "libgnutls30",
        "libhogweed6",
        "libnettle8",
        "libgmp10",
        "libidn2-0",
      ],
      ...["libp11-kit0", "libffi8", "libtasn1-6", "libunistring2", "libstdc++6", "libgcc-s1", "zlib1g"],
    ],
    binaries: {
      postgres: "usr/lib/postgresql/15/bin/postgres",
      initdb: "usr/lib/postgresql/15/bin/initdb",
    },
    expectedSeconds: 10,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "postgres",
      component: "postgres",
      where: "node",
      after: ["gateway"],
      command: ["sh", "-ec", start],
      env: { LD_LIBRARY_PATH: libraries, LC_ALL: "C", TZ: "UTC" },
      prepare: () => prepare(platform),
      // The port is open before the server is ready: until then, queries are refused.
      ready: succeeds(() => asAdmin(adminSocket(platform), (connection) => connection.query("select 1"))),
    },
  ],
};

/** The platform's own access: every user who can read the platform's folder may log in. */
export const adminSocket = (platform: Platform): string => join(platform.folder, "postgres", socketName);

const socketName = ".s.PGSQL.5432";
const libraries = ["usr/lib", "lib"]
  .map((folder) => `/mnt/postgres-program/root/${folder}/${debianLibraries}`)
  .join(":");

const settings: Readonly<Record<string, string>> = {
  listen_addresses: nodeAddress,
  unix_socket_directories: insideFolder,
  hba_file: `${insideFolder}/pg_hba.conf`,
  max_connections: "500",
  shared_buffers: "64MB",
  // The platform does not wait for the disk: its data survives an end of the server, but not a crash of the
  // machine.
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  jit: "off",
};

/**
 * Runs `initdb` in a folder that is renamed when complete, so an interrupted run starts over. A lock file
 * left by `kill -9` names a process in namespaces that no longer exist.
 */
const start = `
cd ${insideFolder}
if [ ! -d data ]; then
  rm -rf data.part
  ${become.join(" ")} ${programs}/initdb --pgdata data.part --username admin --auth reject --encoding UTF8 --locale C --no-sync
  mv data.part data
fi
rm -f data/postmaster.pid ${socketName} ${socketName}.lock
exec ${become.join(" ")} ${programs}/postgres -D ${insideFolder}/data ${Object.entries(settings)
  .map(([key, value]) => `-c ${key}=${value}`)
  .join(" ")}
`;

/** Database and role of the forge, which runs as the same user as this server and uses its socket. */
export const forgeDatabase = "forge";

/** A database has the name of the role that owns it, and no role may enter another's. */
const hostBasedAccess = `local all admin trust
local ${forgeDatabase} ${forgeDatabase} trust
host samerole all ${podNetwork} scram-sha-256
host all all all reject
`;

async function prepare(platform: Platform): Promise<void> {
  const folder = platform.directory("postgres");
  await chown(folder, user, user);
  await chmod(folder, 0o700);
  const access = join(folder, "pg_hba.conf");
  await writeFile(access, hostBasedAccess);
  await chown(access, user, user);
}
