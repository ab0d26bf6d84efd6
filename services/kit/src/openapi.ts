import swagger, { type FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { FastifySchema } from "fastify";
import { Type } from "./schema.ts";
import type { App } from "./server.ts";

/** Error answers of every operation. */
const problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  requestId: Type.String(),
  errors: Type.Optional(
    Type.Array(Type.Object({ pointer: Type.String(), in: Type.String(), message: Type.String() })),
  ),
});

const options: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    components: {
      schemas: { Problem: problem },
      responses: {
        Problem: {
          description: "What went wrong (RFC 9457).",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  },
  transform: ({ schema, url, route }) => ({ schema: described(schema, route.config?.operational), url }),
  transformObject(document) {
    if (!("openapiObject" in document)) return document.swaggerObject;
    const { openapiObject } = document;
    for (const path of Object.values(openapiObject.paths ?? {}))
      for (const operation of [path?.get, path?.put, path?.post, path?.delete, path?.patch])
        if (operation !== undefined)
          operation.responses = {
            ...operation.responses,
            default: { $ref: "#/components/responses/Problem" },
          };
    return openapiObject;
  },
};

/** Serves `/openapi.json`, generated from the schemas that validate requests; operational routes are left out. */
export function useOpenApi(app: App, service: string): void {
  const info = { title: service, version: "1" };
  // Called directly, not registered: a plugin is loaded after the routes that a service adds, and would see
  // none of them.
  swagger(app, { ...options, openapi: { ...options.openapi, info } }, (error) => {
    if (error) throw error;
  });
  app.get("/openapi.json", { config: { operational: true } }, () => app.swagger());
}

function described(schema: FastifySchema | undefined, isOperational = false): FastifySchema {
  const { params, ...rest } = schema ?? {};
  return {
    ...rest,
    // A rule for arbitrary names (a Record) contains no name: the path has it.
    ...((params as Part | undefined)?.properties !== undefined && { params }),
    ...(schema?.querystring !== undefined && { querystring: mayBeLeftOut(schema.querystring) }),
    hide: isOperational,
  };
}

/**
 * A property with a default may be omitted, although TypeBox calls it required: the validated value always
 * has it.
 */
function mayBeLeftOut(schema: unknown): unknown {
  const { properties = {}, required = [] } = schema as Part;
  return {
    ...(schema as Part),
    required: required.filter((name) => properties[name]?.default === undefined),
  };
}

interface Part {
  readonly properties?: Readonly<Record<string, { readonly default?: unknown } | undefined>>;
  readonly required?: readonly string[];
}
