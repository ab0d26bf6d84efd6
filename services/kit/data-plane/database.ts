import pg from "pg";

/**
 * A connection for `work` only, closed afterwards. `address` is a URL, or options that a URL cannot express,
 * such as a Unix socket.
 */
export async function withConnection<T>(
  address: string | pg.ClientConfig,
  work: (connection: pg.Client) => Promise<T>,
): Promise<T> {
  const connection = new pg.Client(address);
  // The running statement reports the error; an unhandled error event would end the process.
  connection.on("error", () => {});
  try {
    await connection.connect();
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/**
 * Creates a role that may log in with this password, and a database with the same name that only it can
 * connect to. May be repeated.
 */
export async function ensureDatabase(connection: pg.Client, name: string, password: string): Promise<void> {
  // Statements that make roles and databases take no parameters.
  const [own, secret] = [pg.escapeIdentifier(name), pg.escapeLiteral(password)];
  const isThere = async (statement: string) => (await connection.query(statement, [name])).rowCount !== 0;
  const hasRole = await isThere("select 1 from pg_roles where rolname = $1");
  await connection.query(`${hasRole ? "alter" : "create"} role ${own} login password ${secret}`);
  if (!(await isThere("select 1 from pg_database where datname = $1")))
    await connection.query(`create database ${own} owner ${own}`);
  await connection.query(`revoke all on database ${own} from public`);
}
