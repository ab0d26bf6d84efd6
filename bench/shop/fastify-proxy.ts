import fastify from "fastify";
import { Pool } from "undici";
import { ready } from "./bare.ts";

/** Passes requests on and answers back with the framework that the gateway has, and does nothing else. */
const pool = new Pool(process.env.TARGET ?? "", { connections: 64 });
const app = fastify();
app.get("/api/*", async (request, reply) => {
  const path = request.url.slice("/api".length);
  const { statusCode, headers, body } = await pool.request({ path, method: "GET" });
  return reply.code(statusCode).header("content-type", headers["content-type"]).send(body);
});
ready(await app.listen({ host: "127.0.0.1", port: 0 }));
