import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { startServer } from "../../services/kit/data-plane/server-process.ts";
import { freePorts } from "../../services/kit/shop/ports.ts";
import { jaeger } from "../components/jaeger/component.ts";
import { waitFor } from "../wait/wait.ts";
import { programOf } from "./program.ts";

/** A trace as returned by Jaeger's HTTP API. */
interface JaegerTrace {
  readonly spans: readonly {
    readonly spanID: string;
    readonly processID: string;
    readonly references: readonly { readonly spanID: string }[];
    readonly warnings: readonly string[] | null;
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/** What a person sees of the trace in Jaeger. */
export interface SeenByJaeger {
  readonly spans: number;
  readonly services: readonly string[];
  /** Spans whose parent is not in the trace; exactly one, the root, has no parent. */
  readonly orphans: number;
  readonly warnings: readonly string[];
}

export interface Jaeger {
  /** Receives what a service exported: OTLP, protobuf. */
  take(payload: Buffer): Promise<void>;
  /** Waits until it has this many spans of the trace. */
  trace(id: string, spans: number): Promise<SeenByJaeger>;
  stop(): Promise<void>;
}

const firstPort = 44_000;

/**
 * Jaeger with its traces in memory, built at the first call. Its pages are not in its Go module: only the API
 * exists.
 */
export async function startJaeger(signal: AbortSignal): Promise<Jaeger> {
  const program = await programOf(jaeger, signal);
  const [otlp = 0, query = 0, grpc = 0] = await freePorts(firstPort, 3);
  const folder = await mkdtemp(join(tmpdir(), "slipway-jaeger-"));
  const config = join(folder, "jaeger.yaml");
  await writeFile(config, stringify(configuration(otlp, query, grpc)));
  const server = await startServer(program, ["--config", config], {
    port: query,
    folder,
    limitMs: 60_000,
  });
  return {
    async take(payload) {
      const headers = { "content-type": "application/x-protobuf" };
      const answer = await fetch(`http://127.0.0.1:${otlp}/v1/traces`, {
        method: "POST",
        headers,
        body: new Uint8Array(payload),
        signal: AbortSignal.timeout(10_000),
      });
      if (!answer.ok) throw new Error(`Jaeger refused spans: ${answer.status} ${await answer.text()}`);
    },
    trace: (id, spans) =>
      waitFor(
        async () => {
          const answer = await fetch(`http://127.0.0.1:${query}/api/traces/${id}`, {
            signal: AbortSignal.timeout(10_000),
          });
          const { data } = (await answer.json()) as { data: readonly JaegerTrace[] | null };
          const seen = data?.[0] && seenIn(data[0]);
          if (seen !== undefined && seen.spans >= spans) return { value: seen };
          return { seen: `${answer.status}, ${seen?.spans ?? 0} of ${spans} spans` };
        },
        { what: "Jaeger to have the trace", seconds: 30 },
      ),
    stop: () => server.stop(),
  };
}

/** Spans arrive by OTLP over HTTP, stay in memory, and are requested over HTTP. */
function configuration(otlp: number, query: number, grpc: number) {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  return {
    service: {
      extensions: ["jaeger_storage", "jaeger_query"],
      pipelines: { traces: { receivers: ["otlp"], exporters: ["jaeger_storage_exporter"] } },
      telemetry: { metrics: { level: "none" }, logs: { level: "error" } },
    },
    extensions: {
      jaeger_storage: { backends: { here: { memory: { max_traces: 1000 } } } },
      jaeger_query: { storage: { traces: "here" }, http: at(query), grpc: at(grpc) },
    },
    receivers: { otlp: { protocols: { http: at(otlp) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: "here" } },
  };
}

/**
 * A consumer's span begins after its parent's end, which Jaeger treats as clock skew; there is only one clock
 * here.
 */
const ofSkew = /^clock skew adjustment disabled/;

function seenIn({ spans, processes }: JaegerTrace): SeenByJaeger {
  const known = new Set(spans.map(({ spanID }) => spanID));
  const services = spans.map(({ processID }) => processes[processID]?.serviceName ?? "unknown");
  return {
    spans: spans.length,
    services: [...new Set(services)].sort(),
    orphans: spans.filter(({ references }) => !references.some(({ spanID }) => known.has(spanID))).length,
    warnings: spans.flatMap(({ warnings }) => warnings ?? []).filter((one) => !ofSkew.test(one)),
  };
}
