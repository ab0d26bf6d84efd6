import { setTimeout as pause } from "node:timers/promises";
import {
  ApiException,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
} from "@kubernetes/client-node";
import { type Log, wordsOf } from "../log.ts";
import { strip } from "./kept.ts";

export interface Watched<T> {
  /** The last known objects; undefined until they were listed once. */
  objects(): readonly T[] | undefined;
  /** Why they may be out of date, or undefined. */
  fault(): string | undefined;
  stop(): Promise<void>;
}

/** A list as the API server writes it. */
export interface Page<T> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly T[];
}

export interface WatchOptions<T extends KubernetesObject> {
  /** For people: `rollouts in bank-dev`. */
  readonly name: string;
  readonly path: string;
  /** A page of the list: the first one, or the one that the previous page names. */
  readonly page: (next: string | undefined) => Promise<Page<T>>;
  readonly changed: () => void;
  readonly connected: (isConnected: boolean) => void;
  readonly log: Log;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * List, then watch. After an error the official informer stops permanently and, if restarted, continues from
 * an old version; so every error creates a new informer, which lists again. Until it has, the old objects
 * stay readable and `fault` says why they are old. A watch that is silent for half a minute reconnects, or
 * fails.
 */
export function watchObjects<T extends KubernetesObject>(
  config: KubeConfig,
  options: WatchOptions<T>,
): Watched<T> {
  const { name, log } = options;
  let list: (() => readonly T[]) | undefined;
  let fault: string | undefined = "not listed yet";
  let isStopped = false;
  let stopCurrent: () => Promise<void> = async () => undefined;

  const connect = () => {
    const informer = makeInformer<T>(config, options.path, () => listAll(options.page));
    let failure: unknown;
    const failed = new Promise<void>((resolve) => {
      informer.on("error", (error) => {
        failure ??= error ?? new Error("the watch ended without a reason");
        resolve();
      });
    });
    informer.on("add", strip);
    informer.on("update", strip);
    informer.on("change", () => {
      if (fault === undefined) options.changed();
    });
    stopCurrent = () => informer.stop();
    return { informer, failed, failure: () => failure };
  };

  const run = async () => {
    for (let failures = 0; !isStopped; failures++) {
      const { informer, failed, failure } = connect();
      // The informer starts a watch before this resolves; after an error it has already called back.
      await Promise.race([informer.start(), failed]);
      if (failure() === undefined) {
        list = () => informer.list();
        fault = undefined;
        failures = 0;
        options.connected(true);
        options.changed();
        await failed;
      }
      await informer.stop();
      if (isStopped) return;
      fault = `watch of ${name} broken: ${faultWords(failure())}`;
      options.connected(false);
      const wait = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
      log.warn(`${fault}; listing again`, { milliseconds: Math.round(wait) });
      await pause(wait, undefined, { ref: false });
    }
  };
  run().catch((error: unknown) => {
    fault = `watch of ${name} ended: ${wordsOf(error)}`;
    log.error(fault);
  });

  return {
    objects: () => list?.(),
    fault: () => fault,
    async stop() {
      isStopped = true;
      await stopCurrent();
    },
  };
}

/**
 * Page by page, each reduced before the next is requested: at most one page of whole objects is in memory. If
 * the server no longer has a page (410), the list fails, and the next attempt starts over.
 */
async function listAll<T extends KubernetesObject>(
  page: WatchOptions<T>["page"],
): Promise<KubernetesListObject<T>> {
  const items: T[] = [];
  for (let next: string | undefined; ; ) {
    const { metadata = {}, items: those } = await page(next);
    for (const item of those) {
      strip(item);
      items.push(item);
    }
    // The server writes an empty text on the last page.
    next = metadata.continue === "" ? undefined : metadata.continue;
    if (next === undefined) return { metadata, items };
  }
}

/** The client's own message carries the whole answer with all its headers. */
function faultWords(error: unknown): string {
  if (!(error instanceof ApiException)) return wordsOf(error);
  const body: unknown = error.body;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return `${error.code} ${/"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text.slice(0, 200)}`;
}
