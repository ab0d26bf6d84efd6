import { imageInputs, layoutsInput } from "@slipway/lib/app/request/image-inputs.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { list, optionalText } from "@slipway/lib/domain/parsing/values.ts";
import { SEVERITIES } from "@slipway/lib/domain/vulnerabilities/report.ts";
import * as z from "zod";

export const EXCEPTIONS_FILE = "security/exceptions.yaml";

const severities = list.pipe(z.array(z.enum(SEVERITIES, `none of ${SEVERITIES.join(", ")}`)).min(1));

const HOURS = { h: 1, d: 24 } as const;
const age = z
  .string()
  .regex(/^[1-9]\d*[hd]$/, "not an age (48h, 3d)")
  .transform((text) => Number.parseInt(text, 10) * HOURS[text.slice(-1) as keyof typeof HOURS] * 3600);

export const request = defineRequest({
  verb: "scan-image",
  summary: "Scans the images that build-image made for vulnerabilities and secrets, before they are pushed.",
  inputs: {
    images: imageInputs.images,
    layouts: layoutsInput,
    severities: {
      description: `Severities that block an image: a list of ${SEVERITIES.join(", ")}.`,
      schema: severities,
      default: "CRITICAL,HIGH",
    },
    unfixable: {
      description: 'Whether vulnerabilities that no version fixes yet "pass" with a note or "block" too.',
      schema: z.enum(["pass", "block"], 'neither "pass" nor "block"'),
      default: "pass",
    },
    "report-severities": {
      description: "Severities that are in the SARIF report; decides nothing.",
      schema: severities,
      default: SEVERITIES.join(","),
    },
    exceptions: {
      description: "File of the exceptions, in the workspace.",
      schema: z.string().regex(/^[^/].*\.ya?ml$/, "not a YAML file of the workspace"),
      default: EXCEPTIONS_FILE,
    },
    cache: {
      description:
        "Folder trivy keeps its database in; $RUNNER_TEMP/trivy on a runner, else .slipway/trivy in the workspace, when empty.",
      schema: optionalText,
      default: "",
    },
    "database-repositories": {
      description:
        'Where the database is fetched from when the cache\'s is due, tried in turn; "none" takes it as it is.',
      schema: list.transform((names) => names.filter((name) => name !== "none")),
      default:
        "mirror.gcr.io/aquasec/trivy-db:2,ghcr.io/aquasecurity/trivy-db:2,public.ecr.aws/aquasecurity/trivy-db:2",
    },
    "database-max-age": {
      description: "How old the database may be, by when it was made: 48h, 3d. An older one is an error.",
      schema: age,
      default: "48h",
    },
    "fixture-database": {
      description:
        'Whether a database made from fixtures is an error ("refuse") or scanned with ("accept", where no real one can be had; every result names it).',
      schema: z.enum(["refuse", "accept"], 'neither "refuse" nor "accept"'),
      default: "refuse",
    },
  },
  outputs: {
    images:
      'Images that passed: a JSON object, service to {"name": …, "digest": …}. One that was blocked or could not be scanned is not in it.',
    exceptions:
      "Exceptions that let something pass: a JSON array of {service, id, package, path, owner, reason, expires}.",
    database: 'What was compared with: a JSON object {"updatedAt": …, "fixture": true or false}.',
    reports:
      "Folder of <service>.trivy.json, <service>.sarif and <service>.sbom.cdx.json, whether an image passed or not, and of <service>.scan.json, the record of what was excused, where it passed.",
  },
});

export type ScanImageRequest = Request<typeof request>;
