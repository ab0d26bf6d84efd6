/**
 * The registries of fixtures, which exist nowhere: each has every digest that is requested, and remembers the tags that are
 * put there. Everything else goes to the network as it is. Tests of what a registry refuses start a real one.
 */
const HOSTS = new Set(["registry.example.com", "registry.test", "registry-1.docker.io"]);

let installed: Map<string, string> | undefined;

/** Returns the tags that were put there, by `https://<host>/v2/<repository> <tag>`. */
export function exampleRegistries(): Map<string, string> {
  // Once for all files of a worker.
  installed ??= install();
  return installed;
}

function install(): Map<string, string> {
  const { fetch: send } = globalThis;
  const tags = new Map<string, string>();
  globalThis.fetch = async (resource, init) => {
    const url = new URL(resource instanceof Request ? resource.url : resource);
    if (!HOSTS.has(url.hostname)) return await send(resource, init);
    const [, place = "", reference = ""] = /^(.*)\/manifests\/(.+)$/.exec(url.href) ?? [];
    const manifest = (digest: string) =>
      new Response(init?.method === "HEAD" ? null : JSON.stringify({ schemaVersion: 2, digest }), {
        headers: {
          "docker-content-digest": digest,
          "content-type": "application/vnd.oci.image.index.v1+json",
        },
      });
    if (reference.startsWith("sha256:")) return manifest(reference);
    if (init?.method === "PUT") {
      const { digest } = JSON.parse(String(init.body)) as { digest: string };
      tags.set(`${place} ${reference}`, digest);
      return new Response(null, { status: 201, headers: { "docker-content-digest": digest } });
    }
    const known = tags.get(`${place} ${reference}`);
    return known === undefined ? new Response(null, { status: 404 }) : manifest(known);
  };
  return tags;
}

/** As a push of an image does: `registry.example.com/shop/product`, in a test that has these registries. */
export async function pushExample(image: string, tag: string, digest: string): Promise<void> {
  const [, host, repository] = /^([^/]+)\/(.+)$/.exec(image) ?? [];
  const body = JSON.stringify({ digest });
  await fetch(`https://${host}/v2/${repository}/manifests/${tag}`, { method: "PUT", body });
}
