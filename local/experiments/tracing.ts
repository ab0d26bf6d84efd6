import { buyByBrowser } from "../../services/journeys/browser.ts";
import type { Collector } from "../../services/journeys/observe/collector.ts";
import type { CollectedSpan } from "../../services/journeys/observe/otlp.ts";
import { treeOf, wayBetween } from "../../services/journeys/observe/tree.ts";
import { waitFor } from "../wait/wait.ts";
import { startJaeger } from "./jaeger.ts";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

/** One purchase as one trace, through HTTP, gRPC and the broker, by the W3C header that each service passes on. */
export async function tracing(stage: Stage, story: Story): Promise<void> {
  const { collector, site } = stage;
  if (collector === undefined || site === undefined)
    throw new Error("Spans of the platform go to its own collector: run this with --machine.");
  const traceId = await buy(site, collector);
  const spans = await waitFor(
    async () => {
      const seen = collector.trace(traceId);
      return isWhole(seen) ? { value: seen } : { seen: `${seen.length} spans, not from all services yet` };
    },
    { what: "the spans of all services of a purchase", seconds: 60 },
  );
  story.say(`Trace ${traceId}: started after, lasted, service, what.\n`);
  story.lines(treeOf(spans));
  story.say("");
  const services = [...new Set(spans.map(({ service }) => service))];
  story.claim("one trace has all services", services.length >= expected.length, services.join(", "));
  for (const last of ["payment", "notification", "shipping"]) {
    const way = wayBetween(spans, "web", last);
    story.claim(`${last} descends from the click on the page`, way !== undefined, way?.join(" → ") ?? "no");
  }
  const consumers = spans.filter(({ kind }) => kind === "consumer");
  story.claim(
    "the trace continues behind the broker",
    consumers.length > 0,
    `${consumers.length} events handled in it, each under the span that caused it`,
  );
  await readInJaeger(collector, traceId, spans, story);
}

/** Other tools that read these spans find the same data. */
async function readInJaeger(
  collector: Collector,
  traceId: string,
  spans: readonly CollectedSpan[],
  story: Story,
): Promise<void> {
  const jaeger = await startJaeger(new AbortController().signal);
  try {
    for (const payload of collector.payloads) await jaeger.take(payload);
    const seen = await jaeger.trace(traceId, spans.length);
    const services = new Set(spans.map(({ service }) => service));
    const isSame = seen.services.length >= services.size && seen.orphans === 1 && seen.warnings.length === 0;
    story.claim(
      "Jaeger shows it as one tree",
      isSame,
      `${seen.spans} spans of ${seen.services.length} services, ${seen.orphans} of them without a parent${seen.warnings.map((one) => `; ${one}`).join("")}`,
    );
  } finally {
    await jaeger.stop();
  }
}

const expected = [
  ...["web", "api-gateway", "order", "cart", "product", "shipping", "inventory"],
  ...["payment", "notification", "business"],
];

function isWhole(spans: readonly CollectedSpan[]): boolean {
  return (
    expected.every((service) => spans.some((span) => span.service === service)) &&
    spans.some(({ service, kind }) => service === "notification" && kind === "consumer")
  );
}

/** Buys a cart through the shop's pages; resolves to the trace of the click on "buy". */
async function buy(site: string, collector: Collector): Promise<string> {
  await buyByBrowser(site);
  return waitFor(
    async () => {
      const span = collector.spans.find(
        ({ service, name, kind }) => service === "web" && kind === "server" && name === "POST /checkout",
      );
      return span === undefined ? { seen: `${collector.spans.length} spans` } : { value: span.traceId };
    },
    { what: "web's span of the checkout", seconds: 30 },
  );
}
