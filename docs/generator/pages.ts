/** Every generated page: its path in the repository and its text. */
import { eventsPage } from "./events-page.ts";
import { exitCodesPage } from "./exit-codes-page.ts";
import { configPage, environmentPage, filesPage, servicePage } from "./file-pages.ts";
import { requirementsPage } from "./requirements-page.ts";
import { verbsPage } from "./verbs-page.ts";

export const root: URL = new URL("../../", import.meta.url);

export function generatedPages(): Readonly<Record<string, string>> {
  return {
    "docs/reference/verbs.md": verbsPage(),
    "docs/reference/exit-codes.md": exitCodesPage(),
    "docs/reference/slipway-yaml.md": configPage(),
    "docs/reference/environment-yaml.md": environmentPage(),
    "docs/reference/service-yaml.md": servicePage(),
    "docs/reference/files.md": filesPage(),
    "docs/reference/events.md": eventsPage(root),
    "docs/requirements.md": requirementsPage(root),
  };
}
