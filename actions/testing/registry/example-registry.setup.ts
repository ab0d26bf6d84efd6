/** Each test begins with registries without tags. */
import { beforeEach } from "vitest";
import { exampleRegistries } from "./example-registry.ts";

const tags = exampleRegistries();
beforeEach(() => tags.clear());
