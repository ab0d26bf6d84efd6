import * as z from "zod";

/** Who may ask the API server: by access entries alone, not by having created the cluster. */
export const accessConfig = (account: string) =>
  z.looseObject({
    authenticationMode: z.literal(
      "API",
      "expected API: a ConfigMap that anyone in the cluster can edit decides nothing",
    ),
    bootstrapClusterCreatorAdminPermissions: z.literal(
      false,
      "expected false: whoever created the cluster would be its administrator for ever, unseen",
    ),
    accessEntries: z
      .array(
        z.looseObject({
          principalARN: z
            .string()
            .regex(
              new RegExp(`^arn:aws:iam::${account}:role/[\\w+=,.@/-]+$`),
              "expected a role of this account; people have no access keys",
            ),
          kubernetesGroups: z
            .array(
              z.string().refine((group) => group !== "system:masters", "system:masters cannot be limited"),
            )
            .optional(),
        }),
      )
      .min(1, "expected at least one, or no one has access"),
  });
