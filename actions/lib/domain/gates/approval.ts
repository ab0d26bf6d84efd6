/** People who approved the very commit that is to be merged. It holds the merge, never the opening. */
import { closed, type GateResult, open } from "./gate.ts";

export interface ApprovalFacts {
  readonly required: number;
  /**
   * Accounts whose approval counts for the current head; undefined without a pull request, a text if it is
   * unknown.
   */
  readonly approvals: readonly string[] | string | undefined;
}

export function approvalGate({ required, approvals }: ApprovalFacts): GateResult {
  if (typeof approvals === "string") return closed("approval", `approvals cannot be read: ${approvals}`);
  const by = [...new Set(approvals ?? [])].sort();
  if (by.length >= required) {
    return open("approval", by.length === 0 ? "no approval is required" : `approved by ${by.join(", ")}`);
  }
  const so = by.length === 0 ? "" : `: ${by.join(", ")}`;
  return closed("approval", `${by.length} of ${required} approvals${so}`);
}
