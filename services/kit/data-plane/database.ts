import type postgres from "postgres";

/** The role may log in with this password, and the database of its name is its own: nobody else connects to it. May be repeated. */
export async function ensureDatabase(sql: postgres.Sql, name: string, password: string): Promise<void> {
  // Statements that make roles and databases take no parameters.
  const [own, secret] = [quoted(name, '"'), quoted(password, "'")];
  const [role] = await sql`select 1 from pg_roles where rolname = ${name}`;
  await sql.unsafe(`${role ? "alter" : "create"} role ${own} login password ${secret}`);
  const [database] = await sql`select 1 from pg_database where datname = ${name}`;
  if (!database) await sql.unsafe(`create database ${own} owner ${own}`);
  await sql.unsafe(`revoke all on database ${own} from public`);
}

function quoted(word: string, mark: string): string {
  return `${mark}${word.replaceAll(mark, mark + mark)}${mark}`;
}
