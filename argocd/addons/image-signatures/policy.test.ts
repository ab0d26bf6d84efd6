/** The signers that the policy trusts, and the images that it leaves out, match the rest of the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../../..");
const read = <Type>(path: string) => parse(readFileSync(join(root, path), "utf8")) as Type;

interface Policy {
  readonly spec: {
    readonly matchImageReferences: readonly [{ readonly expression: string }];
    readonly attestors: readonly [
      {
        readonly cosign: {
          readonly keyless: {
            readonly identities: readonly { readonly subject?: string; readonly subjectRegExp?: string }[];
          };
        };
      },
    ];
  };
}

const policy = read<Policy>("argocd/addons/image-signatures/policy.yaml");
const { repository } = read<{ readonly repository: string }>("slipway.yaml");
const workflow = (file: string, branch: string) =>
  `${repository.replace(/\.git$/, "")}/.github/workflows/${file}@refs/heads/${branch}`;

test("only deliver.yml on main and hotfix.yml on hotfix branches of this repository are trusted", () => {
  const [{ cosign }] = policy.spec.attestors;
  const [delivery, hotfix, ...others] = cosign.keyless.identities;
  expect(others).toEqual([]);
  expect(delivery?.subject).toBe(workflow("deliver.yml", "main"));
  for (const file of ["deliver.yml", "hotfix.yml"])
    expect(existsSync(join(root, ".github/workflows", file))).toBe(true);
  const pattern = new RegExp(hotfix?.subjectRegExp ?? "(?!)");
  expect(workflow("hotfix.yml", "hotfix/2026-11-30-totals")).toMatch(pattern);
  for (const hostile of [
    workflow("hotfix.yml", "main"),
    workflow("hotfix.yml", "hotfix/"),
    workflow("deliver.yml", "hotfix/a"),
    workflow("hotfix.yml", "hotfix/a").replace("github.com/", "github.com/other-"),
    `https://example.com/?${workflow("hotfix.yml", "hotfix/a")}`,
  ])
    expect(hostile).not.toMatch(pattern);
});

test("images that are not verified: the mesh's proxy, and the platformImages of the environments", () => {
  const left = [...policy.spec.matchImageReferences[0].expression.matchAll(/startsWith\('([^']+)[@:]'\)/g)];
  const listed = readdirSync(join(root, "environments"))
    .filter((name) => existsSync(join(root, "environments", name, "environment.yaml")))
    .flatMap(
      (name) =>
        read<{ readonly platformImages?: readonly string[] }>(`environments/${name}/environment.yaml`)
          .platformImages ?? [],
    );
  expect(new Set(left.map(([, image]) => image))).toEqual(new Set(["docker.io/istio/proxyv2", ...listed]));
});
