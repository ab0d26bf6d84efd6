/** Which versions of other services a release needs in the environment that it enters. */
import { validRange } from "semver";
import * as z from "zod";

/** Service → range of versions. */
export type DependsOn = Readonly<Record<string, string>>;

export const dependsOn = z
  .record(
    z.string().regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, "expected the name of a service"),
    z
      .string('expected a range of versions such as ">=1.4"')
      .refine(
        (range) => validRange(range) !== null && !/["\n]/.test(range),
        'expected a range of versions such as ">=1.4"',
      ),
  )
  .refine((all) => Object.keys(all).length > 0, "expected at least one service");
