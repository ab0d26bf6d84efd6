import type { Component } from "../../platform/component.ts";

/** Slipway's own reporter. It runs beside the cluster, with the rights its service account has on EKS. */
export const reporter: Component = { name: "reporter" };
