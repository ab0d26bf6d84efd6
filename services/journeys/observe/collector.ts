import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type CollectedSpan, spansIn } from "./otlp.ts";

/** Receives spans like an OpenTelemetry collector (OTLP over HTTP, protobuf) and keeps them all. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** The raw requests, to search them for secrets. */
  readonly payloads: Buffer[] = [];
  readonly endpoint: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async listen(): Promise<Collector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const collector = new Collector(server);
    server.on("request", async (request, response) => {
      try {
        if (request.url !== "/v1/traces") return void response.writeHead(404).end();
        collector.#take(await bodyOf(request));
        response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      } catch (error) {
        response.writeHead(400).end(error instanceof Error ? error.message : String(error));
      }
    });
    return collector;
  }

  trace(traceId: string): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take(payload: Buffer): void {
    this.payloads.push(payload);
    this.spans.push(...spansIn(payload));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}
