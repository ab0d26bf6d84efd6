/** The schema language of settings, requests and answers; services take it from here, so that there is one version of it. */
export { default as Type, type Static } from "typebox";
