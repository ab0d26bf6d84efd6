import pg from "pg";

/** A connection for `work` alone, which is ended after it. `address` is a URL, or what a URL cannot say, as a Unix socket. */
export async function withConnection<T>(
  address: string | pg.ClientConfig,
  work: (connection: pg.Client) => Promise<T>,
): Promise<T> {
  const connection = new pg.Client(address);
  // The statement under way tells; an event nobody listens to would end the process.
  connection.on("error", () => {});
  try {
    await connection.connect();
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** The role may log in with this password, and the database of its name is its own: nobody else connects to it. May be repeated. */
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
