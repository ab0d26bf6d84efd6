/** What a bump answers, by service. */
import type { Outcome } from "@slipway/lib/app/report/report.ts";

export const statuses = (outcome: Outcome) =>
  Object.fromEntries(outcome.results.map(({ service, status }) => [service, status]));

export const reasonOf = (outcome: Outcome, service: string) =>
  outcome.results.find((result) => result.service === service)?.reason ?? "";
