import { type FieldError, Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import { html } from "ghtml";
import { titled } from "./format.ts";

/** A form as it is sent: one text a field. What the texts may be, their owner says. */
export const Form = Type.Record(Type.String(), Type.String({ maxLength: 4000 }));
export type Form = Static<typeof Form>;

/** Why a form was not taken: for the form as a whole, and for fields by their names. */
export interface Rejection {
  readonly status: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What the sender can mend; everything else continues as an error. Only a login is mended after a 401: other forms need one first. */
export function rejectionIn(error: unknown, isLogin = false): Rejection {
  const isMendable =
    error instanceof Problem &&
    error.status < 500 &&
    error.status !== 404 &&
    (error.status !== 401 || isLogin);
  if (!isMendable) throw error;
  return { status: error.status, message: error.message, fields: fieldsOf(error.errors ?? []) };
}

function fieldsOf(errors: readonly FieldError[]): Record<string, string> {
  return Object.fromEntries(
    errors.map(({ pointer, message }) => [pointer.slice(1), message.replace("must NOT", "must not")]),
  );
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  /** Attributes of the input that are written in the code, such as `required`. */
  readonly attributes?: string;
  readonly isLong?: boolean;
}

export function field(
  { name, label, value = "", hint, attributes = "", isLong = false }: Field,
  rejection?: Rejection,
): string {
  const error = rejection?.fields[name];
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  const description = described === "" ? "" : html` aria-describedby="${described}"`;
  const state = `${description}${error === undefined ? "" : ' aria-invalid="true"'} ${attributes}`;
  return html`<div class="field">
  <label for="${name}">${label}</label>
  !${
    isLong
      ? html`<textarea id="${name}" name="${name}" rows="4" !${state}>${value}</textarea>`
      : html`<input id="${name}" name="${name}" value="${value}" !${state}>`
  }
  !${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ""}
  !${error ? html`<p class="wrong" id="${name}-error">${titled(error)}.</p>` : ""}
</div>`;
}

/** Stands above the form, and is read out at once. */
export function rejectionView(rejection: Rejection | undefined): string {
  return rejection === undefined ? "" : html`<p class="notice bad" role="alert">${rejection.message}</p>`;
}

/** As people write numbers, `12,50` as well; what is none continues as it is, for its owner to refuse by name. */
export function numberIn(text: string | undefined): number | string | undefined {
  const trimmed = (text ?? "").trim().replace(",", ".");
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}
