/** What eksctl's stack of a cluster exports, as far as ours import it (eks/generate/network.ts). */
export function networkStack(cluster: string): string {
  const output = (Value: unknown, name: string) => ({
    Value,
    Export: { Name: `eksctl-${cluster}-cluster::${name}` },
  });
  const subnet = (CidrBlock: string) => ({
    Type: "AWS::EC2::Subnet",
    Properties: { VpcId: { Ref: "VPC" }, CidrBlock },
  });
  return JSON.stringify({
    Resources: {
      VPC: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "192.168.0.0/16" } },
      One: subnet("192.168.96.0/19"),
      Two: subnet("192.168.128.0/19"),
      Group: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: { GroupDescription: "nodes", VpcId: { Ref: "VPC" } },
      },
    },
    Outputs: {
      VPC: output({ Ref: "VPC" }, "VPC"),
      SubnetsPrivate: output({ "Fn::Join": [",", [{ Ref: "One" }, { Ref: "Two" }]] }, "SubnetsPrivate"),
      ClusterSecurityGroupId: output({ "Fn::GetAtt": ["Group", "GroupId"] }, "ClusterSecurityGroupId"),
    },
  });
}
