/** Attestations, which cosign keeps next to the image under a tag with its digest, verified as closed as its signature. */
import * as z from "zod";
import { exec } from "../exec/exec.ts";
import { ATTESTATION_NAMES, type AttestationKind, PREDICATE_TYPES, PREDICATE_URIS } from "./attestations.ts";
import { type PushedImage, referenceOf, repositoryOf, withoutHost } from "./image.ts";
import { SignatureRefused } from "./refusal.ts";
import { type Answer, askCosign, lastError } from "./run.ts";
import { describeTrust, isTrustedWorkflow, type Trust } from "./trust.ts";

/** cosign exits with 1 for all of them, so only its words tell; words that are not known are an error, never a pass. */
const NONE = /^Error: no matching attestations: *$|none of the attestations matched the predicate type/m;
const OTHER_IMAGE = /no matching subject digest found/;
const NOT_TRUSTED =
  /accepted signatures do not match threshold|none of the expected identities matched|cert verification failed|certificate signed by unknown authority/;

/** What `trust` attests about `image` in that kind, made for this very repository and digest; throws where it is nothing. */
export async function verifyAttestation(
  image: PushedImage,
  kind: AttestationKind,
  trust: Trust,
  env: NodeJS.ProcessEnv,
): Promise<readonly unknown[]> {
  const question = ["verify-attestation", "--output=json", `--type=${PREDICATE_TYPES[kind]}`];
  const answer = await askCosign(question, image, trust, env, ({ stderr }) =>
    [NONE, OTHER_IMAGE, NOT_TRUSTED].some((words) => words.test(stderr)),
  );
  if (answer.exitCode !== 0) throw await refusal(image, kind, trust, answer, env);
  const statements = statementsIn(answer.stdout).filter((each) => isAbout(each, image));
  if (statements.length === 0) throw wrongRepository(image, kind, answer.stdout);
  if (kind === "provenance") requireBuilder(image, trust, statements);
  return statements.map(({ predicate }) => predicate);
}

async function refusal(
  image: PushedImage,
  kind: AttestationKind,
  trust: Trust,
  { stderr }: Answer,
  env: NodeJS.ProcessEnv,
): Promise<SignatureRefused> {
  const [reference, name] = [referenceOf(image), ATTESTATION_NAMES[kind]];
  if (OTHER_IMAGE.test(stderr)) {
    return new SignatureRefused(
      "wrong image",
      `${reference}: the ${name} next to it was made for another image.\n  Find out who put it there; build the image again.`,
    );
  }
  if (NOT_TRUSTED.test(stderr) || (await isThere(image, kind, env))) {
    return new SignatureRefused(
      trust.kind === "key" ? "wrong key" : "wrong identity",
      `${reference}: its ${name} is not signed by ${describeTrust(trust)}, or was changed since (${lastError(stderr)}).\n  Find out who put it there; build the image again.`,
    );
  }
  return new SignatureRefused(
    "unattested",
    `${reference}: no ${name} is attested.\n  Attest it where the image was built (sign-image), or build it again there.`,
  );
}

/** Where another kind is signed as it should be, cosign says of one that is not only that the kind is missing. */
async function isThere(image: PushedImage, kind: AttestationKind, env: NodeJS.ProcessEnv): Promise<boolean> {
  const args = ["download", "attestation", `--predicate-type=${PREDICATE_URIS[kind]}`, referenceOf(image)];
  const { stdout } = await exec("cosign", args, { env, allowFailure: true });
  return stdout.trim() !== "";
}

const envelope = z.object({ payload: z.string() });
const statement = z.object({
  subject: z.array(z.object({ name: z.string(), digest: z.record(z.string(), z.string()) })),
  predicate: z.unknown(),
});
type Statement = z.output<typeof statement>;

/** One envelope a line. */
function statementsIn(stdout: string): readonly Statement[] {
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const { payload } = envelope.parse(JSON.parse(line));
    return statement.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
  });
}

/** cosign compares the digest; the repository, which a copy in another registry keeps, is compared here. */
function isAbout({ subject }: Statement, image: PushedImage): boolean {
  return subject.some(
    ({ name, digest }) =>
      withoutHost(name) === repositoryOf(image) && `sha256:${digest.sha256}` === image.digest,
  );
}

function wrongRepository(image: PushedImage, kind: AttestationKind, stdout: string): SignatureRefused {
  const names = statementsIn(stdout).flatMap(({ subject }) => subject.map(({ name }) => withoutHost(name)));
  return new SignatureRefused(
    "wrong image",
    `${referenceOf(image)}: its ${ATTESTATION_NAMES[kind]} is of ${names.join(", ")}, not of ${repositoryOf(image)}.\n  Do not copy images between repositories; build this one again.`,
  );
}

const provenance = z.object({ runDetails: z.object({ builder: z.object({ id: z.string() }) }) });

/** The one who signs is the one who built: the predicate may not name another workflow than the certificate does. */
function requireBuilder(image: PushedImage, trust: Trust, statements: readonly Statement[]): void {
  const builders = statements.flatMap(({ predicate }) => {
    const read = provenance.safeParse(predicate);
    return read.success ? [read.data.runDetails.builder.id] : [];
  });
  if (
    trust.kind === "key" ? builders.length > 0 : builders.some((builder) => isTrustedWorkflow(trust, builder))
  )
    return;
  throw new SignatureRefused(
    "wrong identity",
    `${referenceOf(image)}: its provenance names ${builders.join(", ") || "nobody"} as builder, not ${describeTrust(trust)}.\n  Build it by that workflow on that ref, or correct the identity.`,
  );
}
