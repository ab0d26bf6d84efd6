/** What is left to do by hand after init, in order. */
import { fullNameOfAddress } from "@slipway/lib/io/git/checkout.ts";
import type { Answers } from "./answers.ts";
import type { Found } from "./look.ts";

/** `written`: how many files this run wrote, or would write. `slipway`: address of the repository that has Slipway and its documentation. */
export function nextSteps(
  answers: Answers,
  services: readonly Found[],
  written: number,
  slipway: string,
): readonly string[] {
  const { product, repository, registry } = answers;
  const name = fullNameOfAddress(repository);
  const doctor = `SLIPWAY_TOKEN=$(gh auth token) GITHUB_REPOSITORY=${name} slipway doctor --reporters ${product}-reporter --apply`;
  if (services.length === 0) return [];
  if (written === 0) {
    return [
      "Nothing is missing. `slipway doctor` checks what must be true outside of the repository:",
      `  ${doctor}`,
    ];
  }
  const rendered = services.some(({ own }) => own === undefined);
  const steps = [
    [
      `Review each service.yaml: ${rendered ? "ports, calls, slo" : "render"}, and build.${rendered ? " Review each values.yaml: limits, probes, env." : ""}`,
      `Keys: ${slipway.replace(/\.git$/, "")}/blob/main/docs/reference/service-yaml.md`,
    ],
    ["Review environments/*/environment.yaml: clusters, gates, merge, freezes."],
    [
      "Commit, and check what a change releases: each service has a reason.",
      'git add --all && git commit -m "chore: set up Slipway" && slipway detect-changes --base HEAD~1',
    ],
    ...(answers.owners === undefined
      ? [
          [
            "Name who reviews what is delivered: this writes .github/CODEOWNERS.",
            "slipway init --owners @owner/team",
          ],
        ]
      : []),
    [
      `Create two GitHub Apps, for example ${product}-slipway (the bot) and ${product}-reporter, and install them on this repository. Their rights: docs/adopt.md.`,
    ],
    ["Let doctor set what the forge's API can set: rules of branches, the environment delivery.", doctor],
    [
      "Set the bot's key, its names and the registry; then run doctor again, until nothing is missing.",
      "gh secret set SLIPWAY_APP_PRIVATE_KEY --env delivery < key.pem",
      "gh variable set SLIPWAY_APP_CLIENT_ID --body <client id of the bot>",
      `gh variable set SLIPWAY_BOT_NAME --body '${product}-slipway[bot]'`,
      `gh variable set SLIPWAY_REGISTRY --body ${registry}`,
    ],
    [
      "Push. Then give Argo CD the root application.",
      "kubectl apply --server-side -f argocd/bootstrap/root.yaml",
    ],
    ["Watch the first release.", "slipway status"],
  ];
  return [
    "",
    "Next steps:",
    ...steps.flatMap(([words, ...commands], index) => [
      `${index + 1}. ${words}`,
      ...commands.map((command) => `     ${command}`),
    ]),
  ];
}
