/** Each test begins with registries without tags. */
import { beforeEach } from "vitest";
import { installExampleRegistries } from "./example-registry.ts";

const tags = installExampleRegistries();
beforeEach(() => tags.clear());
