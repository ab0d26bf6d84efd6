import type { Platform } from "../../local/platform/platform.ts";
import { list, namespace, responding } from "./world.ts";

/** A pod that asks: with a sidecar or without, under its own service account. */
export async function addAsker(platform: Platform, name: string, hasSidecar: boolean): Promise<void> {
  const labels = { "app.kubernetes.io/name": name, "sidecar.istio.io/inject": String(hasSidecar) };
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
  const probe = { httpGet: { path: "/livez", port: 8080 } };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      serviceAccountName: name,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "asker",
          ...(await responding(platform)),
          resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "96Mi" } },
          readinessProbe: probe,
          livenessProbe: probe,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
  // One of an earlier test file is replaced: the fields that the injector wrote cannot be applied again.
  await platform.kubectl(["delete", "pod", name, "--namespace", namespace, "--ignore-not-found"]);
  await platform.apply(["--namespace", namespace, "-f", "-"], list([account, pod]));
  await platform.kubectl([
    ...["wait", "--for=condition=Ready", `pod/${name}`, "--namespace", namespace, "--timeout=55s"],
  ]);
}

/** What a pod is answered when it asks so many times: statuses, or the code of the failure, with how often. */
export async function ask(
  platform: Platform,
  pod: string,
  url: string,
  times = 10,
): Promise<Readonly<Record<string, number>>> {
  const script = `const seen = {};
for (let i = 0; i < ${times}; i++) {
  const one = await fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(5000) })
    .then(async (answer) => (await answer.text(), String(answer.status)), (error) => error.cause?.code ?? error.name);
  seen[one] = (seen[one] ?? 0) + 1;
}
console.log(JSON.stringify(seen));`;
  const out = await platform.kubectl([
    ...["exec", pod, "--container", "asker", "--namespace", namespace, "--"],
    ...["/nodejs/bin/node", "--input-type=module", "--eval", script],
  ]);
  return JSON.parse(out) as Readonly<Record<string, number>>;
}
