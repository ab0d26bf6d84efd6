import type { Page, Panel } from "./build.ts";

const stat = (title: string, unit: string, expression: string, description: string): Panel => ({
  title,
  description,
  unit,
  kind: "stat",
  queries: [[expression, "__auto"]],
});
const series = (
  title: string,
  unit: string,
  description: string,
  ...queries: Panel["queries"][number][]
): Panel => ({ title, description, unit, kind: "timeseries", queries });

const delivery: Page = {
  uid: "slipway-delivery",
  title: "Delivery",
  description:
    "What runs where, what waits, and whether clusters report. The board's metrics.txt has to be scraped (actions/board).",
  variables: { environment: "label_values(slipway_release_info, environment)" },
  panels: [
    stat(
      "Healthy releases",
      "percentunit",
      'sum(slipway_release_info{environment="$environment",state="healthy"}) / sum(slipway_release_info{environment="$environment"})',
      "Share of pinned releases that the cluster reports as healthy.",
    ),
    stat(
      "Held releases",
      "none",
      'sum(slipway_holds{environment="$environment"})',
      "Releases that a hold keeps out; slipway status names them.",
    ),
    stat(
      "Clusters that report",
      "none",
      'sum(slipway_reporter_alive{environment="$environment"})',
      "Reporters with a recent heartbeat. Below the number of clusters: gates are closed.",
    ),
    stat(
      "Age of the board",
      "s",
      "time() - max(slipway_board_timestamp_seconds{})",
      "Seconds since the board was made. Everything from the board is that old.",
    ),
    series("Commits behind", "none", "What the environment before has and this one lacks.", [
      'max by (service) (slipway_commits_behind{environment="$environment"})',
      "{{service}}",
    ]),
    series("Releases by state", "none", "Pinned releases of the environment.", [
      'sum by (state) (slipway_release_info{environment="$environment"})',
      "{{state}}",
    ]),
    series("Canaries", "none", "Rollouts by phase; Paused waits for a measurement or a person.", [
      "sum by (phase) (rollout_info{})",
      "{{phase}}",
    ]),
    series(
      "Measurements of canaries",
      "none",
      "Metrics of analysis runs by phase. Error: it could not be measured.",
      ["sum by (phase) (analysis_run_metric_phase{})", "{{phase}}"],
    ),
    series(
      "Applications",
      "none",
      "Argo CD's applications that are not in sync or not healthy.",
      ['sum by (sync_status) (argocd_app_info{sync_status!="Synced"})', "{{sync_status}}"],
      ['sum by (health_status) (argocd_app_info{health_status!="Healthy"})', "{{health_status}}"],
    ),
    series(
      "Heartbeat of the reporter",
      "s",
      "Seconds since the reporter in this cluster last pushed a heartbeat.",
      ["time() - max by (environment) (slipway_reporter_last_beat_timestamp_seconds{})", "{{environment}}"],
    ),
  ],
};

const dora: Page = {
  uid: "slipway-dora",
  title: "DORA",
  description: "DORA's figures of the last environment, as the board counts them from git and evidence.",
  variables: { environment: "label_values(slipway_deployments, environment)" },
  panels: [
    stat(
      "Deployments a day",
      "none",
      '86400 * slipway_deployments{environment="$environment"} / slipway_window_seconds{environment="$environment"}',
      "Releases that reached the environment and became healthy.",
    ),
    stat(
      "Lead time",
      "s",
      'slipway_lead_time_seconds{environment="$environment"}',
      "Median time from a commit to its healthy release.",
    ),
    stat(
      "Change failure rate",
      "percentunit",
      'slipway_change_failure_ratio{environment="$environment"}',
      "Share of deployments that failed.",
    ),
    stat(
      "Time to recover",
      "s",
      'slipway_recovery_seconds{environment="$environment"}',
      "Median time from a failed deployment to a healthy one.",
    ),
    series(
      "Deployments in the window",
      "none",
      "And those that failed or are not recovered.",
      ['slipway_deployments{environment="$environment"}', "deployments"],
      ['slipway_failures{environment="$environment"}', "failed"],
      ['slipway_unrecovered{environment="$environment"}', "not recovered"],
    ),
    series(
      "Lead time and recovery",
      "s",
      "Medians of the window.",
      ['slipway_lead_time_seconds{environment="$environment"}', "lead time"],
      ['slipway_recovery_seconds{environment="$environment"}', "recovery"],
    ),
    series(
      "Failures and rework",
      "percentunit",
      "Shares of deployments.",
      ['slipway_change_failure_ratio{environment="$environment"}', "failed"],
      ['slipway_rework_ratio{environment="$environment"}', "repair an earlier one"],
    ),
  ],
};

const mesh: Page = {
  uid: "slipway-mesh",
  title: "Mesh",
  description: "Requests between services as the proxies see them, and istiod.",
  variables: { namespace: "label_values(istio_requests_total, destination_workload_namespace)" },
  panels: [
    series("Requests", "reqps", "By the service that answers.", [
      'sum by (destination_workload) (rate(istio_requests_total{reporter="destination",destination_workload_namespace="$namespace"}[$__rate_interval]))',
      "{{destination_workload}}",
    ]),
    series("Errors", "percentunit", "Share of answers that are 5xx.", [
      'sum by (destination_workload) (rate(istio_requests_total{reporter="destination",destination_workload_namespace="$namespace",response_code=~"5.."}[$__rate_interval])) / sum by (destination_workload) (rate(istio_requests_total{reporter="destination",destination_workload_namespace="$namespace"}[$__rate_interval]))',
      "{{destination_workload}}",
    ]),
    series("95 % are answered within", "ms", "As the answering proxy measures.", [
      'histogram_quantile(0.95, sum by (destination_workload, le) (rate(istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload_namespace="$namespace"}[$__rate_interval])))',
      "{{destination_workload}}",
    ]),
    series(
      "Refused by policy",
      "reqps",
      "Answers 403: a caller that no policy names. After a release it is a forgotten entry in service.yaml.",
      [
        'sum by (destination_workload) (rate(istio_requests_total{reporter="destination",destination_workload_namespace="$namespace",response_code="403"}[$__rate_interval]))',
        "{{destination_workload}}",
      ],
    ),
    series("Not encrypted", "reqps", "Requests without mutual TLS; strict mode leaves none.", [
      'sum by (destination_workload) (rate(istio_requests_total{reporter="destination",destination_workload_namespace="$namespace",connection_security_policy!="mutual_tls"}[$__rate_interval]))',
      "{{destination_workload}}",
    ]),
    series("Proxies learn of a change within", "s", "istiod: 99 % of pushes.", [
      "histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket{}[$__rate_interval])))",
      "99 %",
    ]),
  ],
};

const cluster: Page = {
  uid: "slipway-cluster",
  title: "Cluster",
  description: "Nodes, pods and what they ask for.",
  variables: { namespace: "label_values(kube_pod_info, namespace)" },
  panels: [
    stat(
      "Nodes that are ready",
      "none",
      'sum(kube_node_status_condition{condition="Ready",status="true"})',
      "Of all zones.",
    ),
    stat(
      "Zones with a ready node",
      "none",
      'count(count by (label_topology_kubernetes_io_zone) (kube_node_labels{} * on (node) group_left () (kube_node_status_condition{condition="Ready",status="true"} == 1)))',
      "Three, unless a zone is lost.",
    ),
    stat(
      "Pods that wait",
      "none",
      'sum(kube_pod_status_phase{phase="Pending",namespace="$namespace"})',
      "Pending: no node has room, or an image or a Secret is missing.",
    ),
    stat(
      "Restarts in an hour",
      "none",
      'sum(increase(kube_pod_container_status_restarts_total{namespace="$namespace"}[1h]))',
      "Of the namespace's containers.",
    ),
    series("CPU by pod", "none", "Cores in use.", [
      'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="$namespace",container!=""}[$__rate_interval]))',
      "{{pod}}",
    ]),
    series("Memory by pod", "bytes", "Working set; at the limit a container is killed.", [
      'sum by (pod) (container_memory_working_set_bytes{namespace="$namespace",container!=""})',
      "{{pod}}",
    ]),
    series("CPU asked for, of what nodes have", "percentunit", "At 1 the next pod waits for a node.", [
      'sum(kube_pod_container_resource_requests{resource="cpu"}) / sum(kube_node_status_allocatable{resource="cpu"})',
      "requests",
    ]),
    series("Volumes", "percentunit", "Share that is used.", [
      "1 - kubelet_volume_stats_available_bytes{} / kubelet_volume_stats_capacity_bytes{}",
      "{{namespace}} {{persistentvolumeclaim}}",
    ]),
    series("Quota", "percentunit", "Share of the namespace's quota that is used.", [
      'kube_resourcequota{namespace="$namespace",type="used"} / on (namespace, resource, resourcequota) kube_resourcequota{namespace="$namespace",type="hard"}',
      "{{resource}}",
    ]),
  ],
};

export const pages: readonly Page[] = [delivery, dora, mesh, cluster];
