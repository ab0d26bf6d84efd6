import { stacks } from "../generate/generate.ts";
import type { Repository } from "../repository/repository.ts";

/** A secret of a stack, with values such as AWS would put there for the addresses. */
export interface Entry {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** What Secrets Manager generates and adds. */
  readonly generated?: { readonly property: string; readonly length: number };
}

/** Every secret that the environment's stack makes. */
export function entriesOf(repository: Repository, environment: string): readonly Entry[] {
  const made = stacks(repository).get(`environment-${environment}`)?.resources ?? {};
  return Object.values(made).flatMap(({ Type, Properties }) => {
    if (Type !== "AWS::SecretsManager::Secret") return [];
    const generate = Properties.GenerateSecretString as Generate | undefined;
    const template = resolved(generate?.SecretStringTemplate ?? Properties.SecretString);
    const entry = {
      name: String(Properties.Name),
      values: JSON.parse(template) as Readonly<Record<string, string>>,
    };
    if (generate === undefined) return [entry];
    const { GenerateStringKey: property, PasswordLength: length } = generate;
    return [{ ...entry, generated: { property, length } }];
  });
}

interface Generate {
  readonly SecretStringTemplate: unknown;
  readonly GenerateStringKey: string;
  readonly PasswordLength: number;
}

const resolved = (text: unknown): string =>
  typeof text === "string"
    ? text
    : String((text as { readonly "Fn::Sub": string })["Fn::Sub"])
        .replaceAll(/\$\{(\w+)\.[\w.]*Address\}/g, (_, name: string) => `${name.toLowerCase()}.example.com`)
        .replaceAll(/\$\{\w+\.[\w.]*Port\}/g, "6379");
