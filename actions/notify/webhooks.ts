/** Receivers of messages. An address is a secret: errors name only its host. */
import { createHash, createHmac } from "node:crypto";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { faultOf } from "@slipway/lib/io/http/retrying-fetch.ts";
import type { Event } from "./events.ts";

export interface Message {
  readonly event: Event;
  readonly repository: string;
  /** Address of the board; absent: no link. */
  readonly page: string | undefined;
  readonly at: Date;
}

export interface Receiver {
  readonly name: string;
  /** Throws {@link NotDelivered}. */
  send(message: Message): Promise<void>;
}

export class NotDelivered extends UserError {
  override readonly name = "NotDelivered";
}

/** From the variables of the run; none: nothing is sent. Throws when one of them cannot be used. */
export function receiversFrom(env: NodeJS.ProcessEnv, fetcher: typeof fetch): readonly Receiver[] {
  const slack = env.SLIPWAY_SLACK_WEBHOOK;
  const generic = env.SLIPWAY_WEBHOOK_URL;
  return [
    ...(slack ? [slackReceiver(addressOf("SLIPWAY_SLACK_WEBHOOK", slack), fetcher)] : []),
    ...(generic ? [standardReceiver(addressOf("SLIPWAY_WEBHOOK_URL", generic), secretOf(env), fetcher)] : []),
  ];
}

/** `text` is what Slack, Mattermost, Rocket.Chat and Teams' workflows read. */
function slackReceiver(url: URL, fetcher: typeof fetch): Receiver {
  return {
    name: `Slack at ${url.host}`,
    send: ({ event, page }) => {
      const links = [event.url, page].filter((link) => link !== undefined).map((link) => `<${link}>`);
      return post(fetcher, url, {}, JSON.stringify({ text: [escaped(event.text), ...links].join(" ") }));
    },
  };
}

/** https://www.standardwebhooks.com: the id stays the same when a message is sent again, so that receivers can drop it. */
function standardReceiver(url: URL, key: Buffer, fetcher: typeof fetch): Receiver {
  return {
    name: `the webhook at ${url.host}`,
    send: ({ event, page, at, repository }) => {
      const data = { ...event, repository, ...(page === undefined ? {} : { page }) };
      const body = JSON.stringify({ type: `slipway.${event.kind}`, timestamp: at.toISOString(), data });
      const id = `msg_${createHash("sha256").update(`${repository} ${event.id}`).digest("hex").slice(0, 32)}`;
      const seconds = Math.floor(at.getTime() / 1000);
      const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": `v1,${signature}`,
      };
      return post(fetcher, url, headers, body);
    },
  };
}

async function post(
  fetcher: typeof fetch,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const init = { method: "POST", body, redirect: "error" } as const;
  const answer = await fetcher(url, {
    ...init,
    headers: { "content-type": "application/json", ...headers },
  }).catch((error: unknown) => {
    throw new NotDelivered(`${url.host}: no answer: ${faultOf(error)}.`);
  });
  if (!answer.ok) throw new NotDelivered(`${url.host}: ${answer.status} ${answer.statusText}.`);
}

function addressOf(variable: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.hostname === "127.0.0.1") return url;
  throw new UserError(
    `${variable}: not an https address.\n  Set the secret to the whole address of the webhook.`,
  );
}

function secretOf({ SLIPWAY_WEBHOOK_SECRET: secret }: NodeJS.ProcessEnv): Buffer {
  if (secret && /^whsec_[A-Za-z0-9+/]{32,}=*$/.test(secret))
    return Buffer.from(secret.slice("whsec_".length), "base64");
  throw new UserError(
    'SLIPWAY_WEBHOOK_SECRET: not a secret of Standard Webhooks, so messages could not be signed.\n  Make one: echo "whsec_$(openssl rand -base64 32)"; store it, and give it to the receiver.',
  );
}

/** What Slack reads as markup. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
