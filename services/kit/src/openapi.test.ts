import { afterEach, expect, test } from "vitest";
import { Type } from "./schema.ts";
import { createService, type Service, type ServiceDefinition } from "./service.ts";

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const Thing = Type.Object({ name: Type.String({ minLength: 1 }) });
const sample: ServiceDefinition<Record<never, never>> = {
  name: "sample",
  settings: {},
  setup({ app }) {
    const querystring = Type.Object({
      limit: Type.Integer({ default: 20, maximum: 100 }),
      category: Type.String(),
    });
    app.get("/things", { schema: { querystring, response: { 200: Type.Array(Thing) } } }, () => []);
    app.post("/things", { schema: { body: Thing, response: { 201: Thing } } }, async (_request, reply) =>
      reply.code(201).send({ name: "one" }),
    );
    app.get("/things/:id", { schema: { params: Type.Object({ id: Type.Integer() }) } }, () => ({}));
    const segments = Type.Record(Type.String(), Type.String({ maxLength: 64 }));
    app.get("/any/:one/:two", { schema: { params: segments } }, () => ({}));
    app.get("/warm", { config: { operational: true } }, () => ({}));
  },
};

let service: Service<Record<never, never>>;
afterEach(() => service.app.close());

async function documented(definition: ServiceDefinition<Record<never, never>>): Promise<Document> {
  service = createService(definition, { LOG_LEVEL: "silent" });
  const answer = await service.app.inject("/openapi.json");
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

/** Faults that a reader of the document would find. */
function faults({ openapi, info, paths, ...rest }: Document): readonly string[] {
  const references = JSON.stringify({ paths, ...rest }).matchAll(/"\$ref":"#\/([^"]+)"/g);
  const parts = (path: string) =>
    path.split("/").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], rest);
  return [
    ...(/^3\.[01]\.\d$/.test(openapi) ? [] : [`openapi: ${openapi}`]),
    ...(info.title && info.version ? [] : ["info: no title or version"]),
    ...[...references].filter(([, path = ""]) => parts(path) === undefined).map(([all]) => all),
    ...Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { parameters = [], responses }]) => {
        const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
        const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        return [
          ...(`${wanted}` === `${inPath}` ? [] : [`${method} ${path}: parameters ${inPath}`]),
          ...(Object.keys(responses).length > 1 ? [] : [`${method} ${path}: responses`]),
        ];
      }),
    ),
  ];
}

test("/openapi.json has every public route with its schemas, and no operational routes", async () => {
  const document = await documented(sample);
  expect(faults(document)).toEqual([]);
  expect(document.info.title).toBe("sample");
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(operations.sort()).toEqual([
    "get /any/{one}/{two}",
    "get /things",
    "get /things/{id}",
    "post /things",
  ]);
  const body = document.paths["/things"]?.post?.requestBody?.content["application/json"]?.schema;
  expect(body).toMatchObject({ required: ["name"], properties: { name: { minLength: 1 } } });
  expect(document.paths["/things"]?.post?.responses).toMatchObject({ 201: {}, default: {} });
});

test("a query parameter with a default may be omitted, and is set when it is read", async () => {
  const { paths } = await documented(sample);
  const required = paths["/things"]?.get?.parameters?.map(({ name, required }) => [name, required]);
  expect(required).toEqual([
    ["limit", false],
    ["category", true],
  ]);
  expect((await service.app.inject("/things?category=a")).statusCode).toBe(200);
  expect((await service.app.inject("/things")).statusCode).toBe(400);
});

test("a document with a missing reference is found", async () => {
  const document = await documented(sample);
  const broken = JSON.parse(
    JSON.stringify(document).replace('"Problem":{"type"', '"Trouble":{"type"'),
  ) as Document;
  expect(faults({ ...broken, openapi: "2.0" })).toEqual([
    "openapi: 2.0",
    '"$ref":"#/components/schemas/Problem"',
  ]);
});
