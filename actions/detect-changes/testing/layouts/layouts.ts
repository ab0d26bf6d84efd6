/** Layouts of other teams' repositories. */
import { DOCKERFILE_LAYOUTS } from "./dockerfiles.ts";
import { GO_LAYOUTS } from "./go.ts";
import type { Layout } from "./layout.ts";
import { NODE_LAYOUTS } from "./node.ts";

export const LAYOUTS: readonly Layout[] = [...GO_LAYOUTS, ...NODE_LAYOUTS, ...DOCKERFILE_LAYOUTS];
