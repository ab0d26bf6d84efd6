/** The signs of the page: each state has its own shape, so that it can be recognised without colours. */
import type { HealthState } from "@slipway/lib/app/board/document.ts";
import { Html, html } from "./html.ts";

/** Drawn once, used everywhere. */
export const SPRITE = new Html(`<svg class="sprite" aria-hidden="true" focusable="false">
<symbol id="s-healthy" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="currentColor"/><path d="m4.8 8.2 2.2 2.2 4.2-4.6" fill="none" stroke="var(--surface)" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-running" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M8 4.2a3.8 3.8 0 0 1 0 7.6z" fill="currentColor"/></symbol>
<symbol id="s-degraded" viewBox="0 0 16 16"><path d="M8 1.4 15 14H1z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 6v3.6" stroke="var(--surface)" stroke-width="1.7" stroke-linecap="round"/><circle cx="8" cy="11.9" r="1" fill="var(--surface)"/></symbol>
<symbol id="s-aborted" viewBox="0 0 16 16"><rect x="1.2" y="1.2" width="13.6" height="13.6" rx="3" fill="currentColor"/><path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke="var(--surface)" stroke-width="1.9" stroke-linecap="round"/></symbol>
<symbol id="s-unknown" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.4 2.4"/></symbol>
<symbol id="s-none" viewBox="0 0 16 16"><path d="M4 8h8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></symbol>
<symbol id="s-hold" viewBox="0 0 16 16"><path d="M5.2 3v10M10.8 3v10" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/></symbol>
<symbol id="s-stop" viewBox="0 0 16 16"><path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor"/><path d="M4.6 8h6.8" stroke="var(--surface)" stroke-width="2" stroke-linecap="round"/></symbol>
<symbol id="s-freeze" viewBox="0 0 16 16"><path d="M8 1.5v13M2.4 4.75l11.2 6.5m0-6.5-11.2 6.5M6.2 2.6 8 4.3l1.8-1.7M6.2 13.4 8 11.7l1.8 1.7" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-pull" viewBox="0 0 16 16"><circle cx="4" cy="3.6" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="4" cy="12.4" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="12" cy="12.4" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M4 5.5v5M12 10.5V7a2.5 2.5 0 0 0-2.5-2.5H8m1.8-2L7.7 4.5l2.1 2" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-wait" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 4.6V8l2.3 1.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-refuse" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="m3.7 12.3 8.6-8.6" stroke="currentColor" stroke-width="1.5"/></symbol>
<symbol id="s-open" viewBox="0 0 16 16"><path d="m3 8.5 3.2 3.2L13 4.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></symbol>
</svg>`);

export type Sign = HealthState | "none" | "hold" | "stop" | "freeze" | "pull" | "wait" | "refuse" | "open";

export const TONE: Readonly<Record<HealthState, string>> = {
  healthy: "good",
  running: "busy",
  degraded: "warn",
  aborted: "bad",
  unknown: "off",
};

/** Decoration only: words next to it say the same. */
export function sign(name: Sign): Html {
  return html`<svg class="sign" aria-hidden="true" focusable="false"><use href="#s-${name}"></use></svg>`;
}

export function spoken(words: string): Html {
  return html`<span class="spoken">${words}</span>`;
}
