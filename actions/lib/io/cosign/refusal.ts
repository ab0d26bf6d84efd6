import { UserError } from "../../domain/errors/user-error.ts";

export type RefusalCause =
  | "absent"
  | "unsigned"
  | "unattested"
  | "wrong key"
  | "wrong identity"
  | "wrong image"
  | "wrong source";

/** The image was looked at, and what is signed about it does not allow it; asking again gives the same answer. */
export class SignatureRefused extends UserError {
  override readonly name = "SignatureRefused";
  readonly reason: RefusalCause;
  constructor(reason: RefusalCause, message: string) {
    super(message);
    this.reason = reason;
  }
}
