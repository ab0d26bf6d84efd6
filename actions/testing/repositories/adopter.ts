/** Somebody else's repository: sources, charts and kustomizations as people have them, which know nothing of Slipway. */
export const ADOPTER: Readonly<Record<string, string>> = {
  "README.md": "# Bank\n",
  // Go: two programs of one module, of which one needs the shared package; both builds copy everything.
  "go.mod": "module example.com/bank\n\ngo 1.24\n",
  "pkg/money/money.go": "package money\n\nfunc Add(a, b int) int { return a + b }\n",
  ...goProgram("ledger", 'import "example.com/bank/pkg/money"\n\nfunc main() { println(money.Add(1, 2)) }\n'),
  ...goProgram("audit", "func main() {}\n"),
  // Python, alone in its folder.
  "statement/Dockerfile": `FROM python:3.13
WORKDIR /app
COPY requirements.txt app.py ./
EXPOSE 8000
CMD ["python", "app.py"]
`,
  "statement/requirements.txt": "",
  "statement/app.py": "print('statement')\n",
  // Node without workspaces.
  "portal/Dockerfile": `FROM node:24
WORKDIR /app
COPY . .
EXPOSE 3000
CMD ["node", "server.js"]
`,
  "portal/package.json": '{"name": "portal", "version": "1.0.0"}\n',
  "portal/server.js": "console.log('portal');\n",
  // Static files, with their own chart.
  "site/Dockerfile": "FROM nginx:1.29\nCOPY public /usr/share/nginx/html\nEXPOSE 80\n",
  "site/public/index.html": "<h1>Bank</h1>\n",
  "site/chart/Chart.yaml": "apiVersion: v2\nname: site\nversion: 1.2.0\n",
  "site/chart/values.yaml": "image: {repository: ghcr.io/example/bank/site, tag: latest}\nreplicas: 2\n",
  "site/chart/templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: site}
  template:
    metadata:
      labels: {app: site}
    spec:
      containers:
        - name: nginx
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          ports: [{containerPort: 80}]
`,
  "site/chart/templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  selector: {app: site}
  ports: [{port: 80}]
`,
  // A nightly job, by kustomize.
  "nightly/Dockerfile": 'FROM python:3.13\nCOPY job.py /job.py\nCMD ["python", "/job.py"]\n',
  "nightly/job.py": "print('nightly')\n",
  "nightly/deploy/base/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [cron-job.yaml]
`,
  "nightly/deploy/base/cron-job.yaml": `apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: job
              image: ghcr.io/example/nightly-job:latest
`,
};

function goProgram(name: string, program: string): Readonly<Record<string, string>> {
  return {
    [`${name}/Dockerfile`]: `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN go build -o /${name} ./${name}

FROM scratch
COPY --from=build /${name} /${name}
EXPOSE 8080
ENTRYPOINT ["/${name}"]
`,
    [`${name}/main.go`]: `package main\n\n${program}`,
  };
}
