/** What eksctl's stack of a cluster exports: the network in which an environment's stores stand. */
export const exported = (cluster: string, name: string) => ({
  "Fn::ImportValue": `eksctl-${cluster}-cluster::${name}`,
});

export const privateSubnets = (cluster: string) => ({
  "Fn::Split": [",", exported(cluster, "SubnetsPrivate")],
});

/** Lets the cluster's nodes and pods in at one port, and nothing out. */
export function storeGroup(cluster: string, GroupDescription: string, port: number) {
  const nodes = {
    IpProtocol: "tcp",
    FromPort: port,
    ToPort: port,
    Description: "Pods and nodes of the cluster",
  };
  return {
    Type: "AWS::EC2::SecurityGroup",
    Properties: {
      GroupDescription,
      VpcId: exported(cluster, "VPC"),
      SecurityGroupIngress: [
        { ...nodes, SourceSecurityGroupId: exported(cluster, "ClusterSecurityGroupId") },
      ],
      SecurityGroupEgress: [
        { IpProtocol: "tcp", FromPort: port, ToPort: port, CidrIp: "127.0.0.1/32", Description: "Nothing" },
      ],
    },
  };
}
