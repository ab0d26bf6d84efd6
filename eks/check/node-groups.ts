import * as z from "zod";

const expectedTrue = (why: string) => z.literal(true, `expected true: ${why}`);

const nodeGroup = (zone: z.ZodType<string>) =>
  z
    .looseObject({
      name: z.string(),
      availabilityZones: z.array(zone).optional(),
      amiFamily: z.literal(
        "Bottlerocket",
        "expected Bottlerocket: its root is read-only and it has no shell",
      ),
      minSize: z.int().min(1, "expected at least 1"),
      desiredCapacity: z.int(),
      maxSize: z.int(),
      privateNetworking: expectedTrue("nodes have no public address"),
      disableIMDSv1: expectedTrue("IMDSv1 answers whoever can make a pod fetch an address"),
      disablePodIMDS: expectedTrue("a pod would get the node's role"),
      volumeEncrypted: expectedTrue("volumes are encrypted"),
      ssh: z.undefined("expected none: Session Manager reaches a node").optional(),
    })
    .superRefine(({ minSize, desiredCapacity, maxSize }, context) => {
      if (!(minSize <= desiredCapacity && desiredCapacity <= maxSize))
        context.addIssue(
          `expected minSize <= desiredCapacity <= maxSize, got ${minSize}, ${desiredCapacity}, ${maxSize}`,
        );
    });

/** Managed groups of nodes that together stand in three zones. */
export const nodeGroups = (zone: z.ZodType<string>) =>
  z.array(nodeGroup(zone)).superRefine((groups, context) => {
    const names = groups.map(({ name }) => name);
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index)))
      context.addIssue(`expected names of their own: ${name} is there twice`);
    const zones = new Set(groups.flatMap((group) => group.availabilityZones ?? []));
    if (groups.every((group) => group.availabilityZones !== undefined) && zones.size < 3)
      context.addIssue("expected nodes in at least three zones");
  });
