import { Buffer } from "node:buffer";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import * as z from "zod";
import { waitFor } from "../wait/wait.ts";

/** A Kubernetes object of any kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

export interface Options {
  /** The server does everything except storing the object. */
  readonly dryRun?: boolean;
}

const deadlineMs = 30_000;
const connections = 4;

/**
 * Applies objects to an API server. The official client opens a connection for every request, which is slow
 * for hundreds of objects.
 */
export class Client implements Disposable {
  readonly #server: string;
  readonly #agent: Agent;
  readonly #kinds = new Map<string, Promise<Kind>>();

  private constructor(server: string, agent: Agent) {
    this.#server = server;
    this.#agent = agent;
  }

  /** @param kubeconfig a file with a certificate and its key, as written by `makePki` */
  static async of(kubeconfig: string): Promise<Client> {
    const { clusters, users } = kubeconfigSchema.parse(JSON.parse(await readFile(kubeconfig, "utf8")));
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    const agent = new Agent({
      ca: decoded(cluster["certificate-authority-data"]),
      cert: decoded(user["client-certificate-data"]),
      key: decoded(user["client-key-data"]),
      keepAlive: true,
      maxSockets: connections,
    });
    return new Client(cluster.server, agent);
  }

  /**
   * Applies every object like `kubectl apply --server-side --force-conflicts`, several at a time.
   * @returns `<kind>/<name>: ` and the API server's message for each refused object, in the order of the
   * objects
   */
  async apply(objects: readonly Manifest[], { dryRun = false }: Options = {}): Promise<readonly string[]> {
    const query = `?fieldManager=slipway&force=true${dryRun ? "&dryRun=All" : ""}`;
    const answers = await Promise.all(
      objects.map(async (object) => {
        const { status, body } = await this.#send("PATCH", `${await this.#path(object)}${query}`, object);
        return status < 300 ? [] : [`${object.kind}/${object.metadata.name}: ${wordsOf(body)}`];
      }),
    );
    return answers.flat();
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #path({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Promise<string> {
    const top = `/${apiVersion.includes("/") ? "apis" : "api"}/${apiVersion}`;
    const key = `${apiVersion}/${kind}`;
    const known = this.#kinds.get(key) ?? this.#discover(top, kind);
    this.#kinds.set(key, known);
    const found = await known;
    const scope = found.namespaced ? `/namespaces/${namespace ?? "default"}` : "";
    return `${top}${scope}/${found.name}/${encodeURIComponent(name)}`;
  }

  /** A kind is available some time after its definition was stored. */
  #discover(path: string, kind: string): Promise<Kind> {
    const look = async () => {
      const { status, body } = await this.#send("GET", path);
      if (status !== 200) return { seen: `${path} answers ${status}: ${wordsOf(body)}` };
      const kinds = kindsSchema.parse(JSON.parse(body)).resources;
      const value = kinds.find((each) => each.kind === kind && !each.name.includes("/"));
      return value === undefined ? { seen: kinds.map(({ name }) => name).join(", ") } : { value };
    };
    return waitFor(look, { what: `${path} to serve the kind ${kind}`, seconds: 30, everyMs: 50 });
  }

  async #send(method: string, path: string, object?: object): Promise<{ status: number; body: string }> {
    const accepted = { Accept: "application/json" };
    const sent = object === undefined ? {} : { "Content-Type": "application/apply-patch+yaml" };
    const asked = request(`${this.#server}${path}`, {
      method,
      headers: { ...accepted, ...sent },
      agent: this.#agent,
      signal: AbortSignal.timeout(deadlineMs),
    });
    asked.end(object === undefined ? undefined : JSON.stringify(object));
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, body: (await answer.toArray()).join("") };
  }
}

const kubeconfigSchema = z.looseObject({
  clusters: z.tuple([
    z.looseObject({
      cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }),
    }),
  ]),
  users: z.tuple([
    z.looseObject({
      user: z.object({ "client-certificate-data": z.string(), "client-key-data": z.string() }),
    }),
  ]),
});

const kindsSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
type Kind = z.output<typeof kindsSchema>["resources"][number];

const decoded = (base64: string): Buffer => Buffer.from(base64, "base64");

function wordsOf(body: string): string {
  try {
    return z.object({ message: z.string() }).parse(JSON.parse(body)).message;
  } catch {
    return body.slice(0, 500);
  }
}
