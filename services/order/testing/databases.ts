import { postgresSql, type Sql } from "@slipway/kit/sql";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Reads a service's database from outside. */
export function databaseAt(url: string): Sql {
  return postgresSql(url, silent);
}
