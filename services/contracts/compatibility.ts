import { isDeepStrictEqual } from "node:util";

/** JSON Schema as far as events use it. */
export interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

export type Schemas = Readonly<Record<string, Schema>>;

/**
 * Fields that a reader of `published` would miss in `current`, or a reader of `current` in an event that was
 * sent before. Only new events and new optional fields are compatible in both directions.
 */
export function breaks(published: Schemas, current: Schemas): string[] {
  return Object.entries(published).flatMap(([name, before]) => {
    const now = current[name];
    return now === undefined ? [`${name}: is gone`] : breaksIn(name, before, now);
  });
}

function breaksIn(at: string, before: Schema, now: Schema): string[] {
  const { properties: fields = {}, required = [], items, ...rest } = before;
  const { properties: fieldsNow = {}, required: requiredNow = [], items: itemsNow, ...restNow } = now;
  return [
    ...(isDeepStrictEqual(plain(rest), plain(restNow))
      ? []
      : [`${at}: is another type, or has other limits`]),
    ...required
      .filter((field) => !requiredNow.includes(field))
      .map((field) => `${at}.${field}: is no longer always there`),
    ...requiredNow
      .filter((field) => !required.includes(field))
      .map((field) => `${at}.${field}: is demanded of events that lack it`),
    ...Object.entries(fields).flatMap(([field, schema]) =>
      nested(`${at}.${field}`, schema, fieldsNow[field]),
    ),
    ...(items === undefined ? [] : nested(`${at}[]`, items, itemsNow)),
  ];
}

function nested(at: string, before: Schema, now: Schema | undefined): string[] {
  return now === undefined ? [`${at}: is gone`] : breaksIn(at, before, now);
}

/** Without TypeBox's internal symbols. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
