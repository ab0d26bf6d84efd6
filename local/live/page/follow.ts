import { byId } from "./dom.ts";

/** Shows the state of the page's connection to its server. */
export function report(isGood: boolean, text: string): void {
  const connection = byId("connection");
  connection.textContent = text;
  connection.classList.toggle("lost", !isGood);
}

/** Draws each document that the server sends. It shows a lost connection, which the browser restores. */
export function follow<Followed extends { readonly at: string }>(
  address: string,
  draw: (document: Followed) => void,
): void {
  const events = new EventSource(address);
  events.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const document = JSON.parse(data) as Followed;
    draw(document);
    report(true, `live, ${document.at.slice(11, 19)} UTC`);
  });
  events.addEventListener("error", () => report(false, "connection lost: the data is old; reconnecting"));
}
