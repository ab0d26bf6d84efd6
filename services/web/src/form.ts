import { type FieldError, Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import { html } from "ghtml";
import { titled } from "./format.ts";

/** A submitted form: one text for each field. The service that owns the data validates the texts. */
export const Form = Type.Record(Type.String(), Type.String({ maxLength: 4000 }));
export type Form = Static<typeof Form>;

/** Why a form was refused: for the form as a whole, and for fields by name. */
export interface Rejection {
  readonly status: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Errors that the user can correct; others are shown as error pages. After a 401 only a login can be
 * corrected: other forms need a login first.
 */
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
  /** Attributes of the input, written in the code, such as `required`. */
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

/** Shown above the form, and announced by screen readers at once. */
export function rejectionView(rejection: Rejection | undefined): string {
  return rejection === undefined ? "" : html`<p class="notice bad" role="alert">${rejection.message}</p>`;
}

/**
 * Accepts numbers as people write them, such as `12,50`; anything else is passed on, so that the owner
 * refuses it by name.
 */
export function numberIn(text: string | undefined): number | string | undefined {
  const trimmed = (text ?? "").trim().replace(",", ".");
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}
