/** How a release can enter: remedies for each closed gate, and changes that happen automatically. Pure. */
import { GATES, type GateName } from "../../domain/gates/gate.ts";
import type { Board, BoardEnvironment, Cell } from "./document.ts";
import { age, moment } from "./format.ts";

export interface Closed {
  readonly gate: string;
  readonly words: string;
  /** What the gate itself says about how it opens; empty when it says nothing. */
  readonly remedy: string;
  readonly until: string | null;
}

export interface Blocked {
  readonly board: Board;
  readonly place: BoardEnvironment;
  readonly cell: Cell;
  readonly closed: readonly Closed[];
  readonly service: string;
}

export function remediesOf(blocked: Blocked): readonly string[] {
  const { board, place, cell, closed } = blocked;
  const { next, promotion, holds } = cell;
  const check = promotion?.check ?? null;
  const isFree =
    next?.kind === "promote" && closed.length === 0 && (check === null || check.state === "success");
  const itself = closed.flatMap(({ gate, until }) =>
    until === null
      ? []
      : [`The gate ${gate} opens by itself at ${moment(until)}, in ${age(board.at, until)}.`],
  );
  const relevant = new Set([
    ...closed.filter(({ until }) => until === null).map(({ gate }) => gate),
    ...(place.stop === null ? [] : ["stop"]),
    ...(holds.length === 0 ? [] : ["hold"]),
  ]);
  const known = acts(blocked);
  return [
    ...(isFree && promotion !== null ? [`Merge ${pullName(promotion)}.`] : []),
    ...itself,
    ...GATES.filter((gate) => relevant.has(gate)).map(
      (gate) => closed.find((each) => each.gate === gate)?.remedy || known[gate],
    ),
  ];
}

export function pullName({ branch, number, version, url }: NonNullable<Cell["promotion"]>): string {
  const name = number === null ? branch : `#${number}`;
  return `${name}${version === null ? "" : ` with ${version}`}${url === null ? "" : ` (${url})`}`;
}

function acts({ place, service, cell: { pin } }: Blocked): Readonly<Record<GateName, string>> {
  const { name, stop, after } = place;
  const before = after ?? "the environment before";
  const stopped = stop?.branch.replace(/^stop\//, "") ?? name;
  return {
    release:
      pin === null
        ? "Restore the generated release folder: `git log` on it shows the last bump or promotion."
        : `Correct the pin: \`git log\` on ${pin.file} shows the last change of it.`,
    order:
      pin === null
        ? `Merge the commit that ${name}'s release was built from into the main branch; the next release contains it.`
        : `Pin an image in ${before} that came after the one in ${name}.`,
    stop: `\`slipway resume --environment ${stopped}\` ends the emergency stop.`,
    hold: `A newer release ends the hold, or an owner does: \`slipway hold --lift --environment ${name} --service ${service}\`.`,
    dependencies: `It opens when ${name} has the versions that ${service} needs: promote those services first.`,
    analysis: "Fix the service: the next release starts its own canary.",
    health: `It opens when ${before} reports exactly this release healthy; check its pods and its reporter.`,
    soak: `It opens when ${before} has been healthy long enough.`,
    idle: `It opens when the canary in ${name} ends; a fix may bypass it (slipway promote --bypass idle).`,
    freeze: "It opens when the freeze ends; environment.yaml says which ones there are.",
    exceptions: "Extend the exception in security/exceptions.yaml, or release a version that needs none.",
    signature: "Sign the image by its digest, or let it be built and signed again.",
    registry: `Allow the push into the registry of ${name}; the next run copies the image again.`,
    custom: "The custom gate's service must answer that it is open.",
    approval: "Approve the current commit of the pull request.",
  };
}
