/** What doctor found, as a terminal shows it. Pure. */
import type { Paint } from "@slipway/lib/app/report/answer.ts";
import type { Answer, Requirement } from "./requirement.ts";

export interface Finding {
  readonly requirement: Requirement;
  readonly answer: Answer;
}

/** Missing settings first, with reason and remedy; correct ones last, in short. */
export function findingsText(findings: readonly Finding[], paint: Paint): string {
  const of = (state: Answer["state"]) => findings.filter(({ answer }) => answer.state === state);
  const absent = of("missing");
  const required = absent.filter(({ requirement }) => requirement.isRequired).length;
  const unknown = of("not asked").length;
  const met = of("met").length;
  return [
    ...absent.map((finding) => missingText(finding, paint)),
    ...of("not asked").map(({ requirement, answer }) =>
      [
        paint("warn", `? ${requirement.id}: ${requirement.what}`),
        `    not asked: ${answer.state === "not asked" ? answer.reason : ""}`,
      ].join("\n"),
    ),
    of("met")
      .map(({ requirement }) => paint("good", `✓ ${requirement.id}: ${requirement.what}`))
      .join("\n"),
    `${required} required missing, ${absent.length - required} advised missing, ${unknown} not asked, ${met} met.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function missingText({ requirement, answer }: Finding, paint: Paint): string {
  const { id, what, why, threat, how, isRequired } = requirement;
  const row = threat === undefined ? "" : ` (docs/threat-model.md: ${threat})`;
  return [
    paint(isRequired ? "bad" : "warn", `${isRequired ? "✕" : "!"} ${id}: ${what}`),
    `    found: ${answer.state === "missing" ? answer.found : ""}`,
    `    why:   ${why}${row}`,
    `    fix:   ${how}`,
  ].join("\n");
}
