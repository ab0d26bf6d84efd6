/**
 * The schema library of settings, requests and answers; services import it from here, so that all use the
 * same version.
 */
export { default as Type, type Static } from "typebox";
