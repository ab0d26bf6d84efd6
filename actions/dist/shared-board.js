// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  attention
} from "./shared-board-status.js";
import {
  explain
} from "./shared-board-why.js";
import {
  age,
  boardOf,
  boardSources,
  lookInputs,
  moment,
  plural,
  readBoard,
  silence,
  span
} from "./shared-5-verbs-d09e202b.js";
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  botInputs
} from "./shared-11-verbs-752aa88d.js";
import {
  commitAddress,
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  BadRequest,
  UserError,
  defineRequest,
  literal,
  string,
  text,
  union
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/board/board.ts
init_oldest_node();
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

// actions/board/metrics.ts
init_oldest_node();
var FIGURES = [
  ["deployments", "Deployments in the window", ({ deployments }) => deployments],
  ["lead_time_seconds", "Median time from commit to deployment", ({ leadTimeSeconds }) => leadTimeSeconds],
  ["failures", "Deployments that failed", ({ failures }) => failures],
  [
    "change_failure_ratio",
    "Share of deployments that failed",
    ({ changeFailureRate }) => changeFailureRate
  ],
  [
    "recovery_seconds",
    "Median time to recover from a failed deployment",
    ({ recoverySeconds }) => recoverySeconds
  ],
  ["unrecovered", "Failed deployments that are not recovered", ({ unrecovered }) => unrecovered],
  ["rework_ratio", "Share of deployments that repair an earlier one", ({ reworkRate }) => reworkRate],
  [
    "window_seconds",
    "Length of the window that the figures are of",
    ({ from, to }) => (Date.parse(to) - Date.parse(from)) / 1e3
  ]
];
async function metrics(board2) {
  const { Gauge, Registry } = (await import("./on-demand-prom-client.js")).default;
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const gauge = (name, help, labelNames) => new Gauge({ name: `slipway_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  gauge("board_timestamp_seconds", "When the board was made", []).set(Date.parse(board2.at) / 1e3);
  const { dora } = board2;
  for (const [name, help, of] of dora === null ? [] : FIGURES) {
    const value = of(dora);
    const figure = gauge(name, `${help} (DORA, last environment)`, ["environment"]);
    if (value !== null) figure.set({ environment: dora?.environment ?? "" }, value);
  }
  addCells(board2, gauge);
  return registry.metrics();
}
function addCells(board2, gauge) {
  const labels = ["service", "environment"];
  const health = gauge("release_info", "Pinned release and its health", [...labels, "version", "state"]);
  const behind = gauge(
    "commits_behind",
    "Commits that the environment before has and this one lacks",
    labels
  );
  const holds = gauge("holds", "Releases that are held out", labels);
  const alive = gauge("reporter_alive", "1 while the cluster's reporter has a recent heartbeat", [
    ...["environment", "cluster"]
  ]);
  for (const { name, clusters } of board2.environments) {
    for (const cluster of clusters)
      alive.set({ environment: name, cluster: cluster.name }, Number(cluster.isAlive));
  }
  for (const { name: service, cells } of board2.services) {
    for (const cell of cells) {
      const at = { service, environment: cell.environment };
      holds.set(at, cell.holds.length);
      if (cell.release !== null)
        health.set({ ...at, version: cell.release.version, state: cell.health.state }, 1);
      if (cell.behind?.commits != null) behind.set(at, cell.behind.commits);
    }
  }
}

// actions/board/page/page.ts
init_oldest_node();
import { createHash } from "node:crypto";

// actions/board/page/assets.ts
init_oldest_node();
var style = `/* The page's style. Colours keep a contrast of 4.5 : 1 against their background, light and dark. */
/* biome-ignore-all lint/style/noDescendingSpecificity: rules are grouped by the part of the page they style */
/* biome-ignore-all lint/complexity/noImportantStyles: the reduced-motion and hidden rules must win over every other */
:root {
  color-scheme: light dark;
  --ground: #f6f7f8;
  --surface: #ffffff;
  --raised: #f1f3f5;
  --line: #e2e5e9;
  --strong-line: #c9ced5;
  --text: #16191d;
  --soft: #59616c;
  --accent: #2f55d4;
  --accent-wash: #eaeffd;
  --good: #17754a;
  --busy: #2f55d4;
  --warn: #8a5a00;
  --bad: #bd1e3c;
  --off: #5f6772;
  --cold: #0b6e8f;
  --good-wash: #e7f5ee;
  --warn-wash: #fdf3dc;
  --bad-wash: #fdebee;
  --cold-wash: #e3f4f9;
  --off-wash: #eff1f3;
  --shadow: 0 1px 2px rgb(16 24 40 / 5%);
  --mono:
    ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1115;
    --surface: #15191f;
    --raised: #1c2128;
    --line: #262c35;
    --strong-line: #3a424e;
    --text: #e7eaee;
    --soft: #9aa4b1;
    --accent: #8ba6ff;
    --accent-wash: #1d2745;
    --good: #56c596;
    --busy: #8ba6ff;
    --warn: #e3b155;
    --bad: #ff8093;
    --off: #97a1ae;
    --cold: #6fc7e2;
    --good-wash: #14291f;
    --warn-wash: #2e2412;
    --bad-wash: #351a20;
    --cold-wash: #112730;
    --off-wash: #20262e;
    --shadow: none;
  }
}
* {
  box-sizing: border-box;
}
[hidden] {
  display: none !important;
}
html {
  -webkit-text-size-adjust: 100%;
  scroll-padding-top: 72px;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font:
    14px / 1.45 Inter,
    ui-sans-serif,
    system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Helvetica Neue",
    Arial,
    sans-serif;
  font-variant-numeric: tabular-nums;
}
h1,
h2,
h3,
p,
ul,
dl,
dd {
  margin: 0;
  padding: 0;
}
ul {
  list-style: none;
}
a {
  color: var(--accent);
  text-underline-offset: 2px;
}
small {
  font-size: 12px;
  font-weight: 400;
  color: var(--soft);
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
  border-radius: 4px;
}
.spoken,
.skip:not(:focus) {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute;
  z-index: 9;
  left: 12px;
  top: 8px;
  padding: 6px 12px;
  background: var(--surface);
}
.sprite {
  position: absolute;
  width: 0;
  height: 0;
}
.sign {
  width: 13px;
  height: 13px;
  flex: none;
}
kbd {
  font: 11px / 1 var(--mono);
  border: 1px solid var(--strong-line);
  border-radius: 4px;
  padding: 2px 5px;
  color: var(--soft);
}
.good {
  color: var(--good);
}
.busy {
  color: var(--busy);
}
.warn {
  color: var(--warn);
}
.bad {
  color: var(--bad);
}
.off {
  color: var(--off);
}
.cold {
  color: var(--cold);
}

.top {
  display: flex;
  align-items: center;
  gap: 14px;
  padding: 12px 24px;
  background: var(--surface);
  border-bottom: 1px solid var(--line);
}
.brand {
  display: flex;
  align-items: center;
  gap: 8px;
  font-size: 15px;
  letter-spacing: -0.01em;
}
.logo {
  width: 20px;
  height: 20px;
  color: var(--accent);
}
.top h1 {
  font-size: 14px;
  font-weight: 500;
  padding-left: 14px;
  border-left: 1px solid var(--line);
}
.top h1 a {
  color: inherit;
  text-decoration: none;
}
.top h1 a:hover {
  text-decoration: underline;
}
.top h1 small {
  margin-left: 6px;
  font-family: var(--mono);
}
.asof {
  margin-left: auto;
  color: var(--soft);
  font-size: 12.5px;
}
.asof .old {
  color: var(--warn);
  font-weight: 600;
}
main,
.foot {
  max-width: 1680px;
  margin: 0 auto;
  padding: 0 24px;
}

.alerts {
  display: grid;
  gap: 8px;
  margin-top: 16px;
}
.alert {
  display: flex;
  gap: 10px;
  align-items: flex-start;
  padding: 9px 14px;
  border-radius: 8px;
  border: 1px solid;
  border-color: color-mix(in srgb, currentColor 30%, transparent);
}
.alert .sign {
  width: 16px;
  height: 16px;
  margin-top: 2px;
}
.alert p,
.alert details {
  color: var(--text);
}
.alert.bad {
  background: var(--bad-wash);
}
.alert.cold {
  background: var(--cold-wash);
}
.alert.warn {
  background: var(--warn-wash);
}
.alert.bad .sign {
  --surface: var(--bad-wash);
}
.alert.warn .sign {
  --surface: var(--warn-wash);
}
.alert details li {
  margin-top: 4px;
  font-size: 13px;
  color: var(--soft);
  overflow-wrap: anywhere;
}
summary {
  cursor: pointer;
}

.figures {
  margin: 20px 0 0;
}
.figures h2 {
  font-size: 13px;
  font-weight: 600;
  margin-bottom: 8px;
}
.figures h2 small {
  margin-left: 6px;
}
.figures > ul {
  display: grid;
  grid-template-columns: repeat(5, 1fr);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 10px;
  box-shadow: var(--shadow);
}
.figures li {
  padding: 12px 16px 14px;
  border-left: 1px solid var(--line);
  min-width: 0;
  display: grid;
  grid-template-columns: 1fr auto;
  column-gap: 12px;
  align-items: end;
}
.figures li:first-child {
  border-left: 0;
}
.figures h3 {
  grid-column: 1 / -1;
  font-size: 12px;
  font-weight: 500;
  color: var(--soft);
}
.figures .value {
  font-size: 13px;
  color: var(--soft);
  white-space: nowrap;
}
.figures .value b {
  font-size: 24px;
  font-weight: 600;
  letter-spacing: -0.02em;
  color: var(--text);
  line-height: 1.35;
}
.figures .detail {
  grid-column: 1;
  font-size: 12px;
  color: var(--soft);
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
}
.figures .bars {
  grid-column: 2;
  grid-row: 2 / 4;
  width: clamp(56px, 6.4vw, 96px);
  height: 34px;
}
.bars .bar {
  fill: var(--strong-line);
}
.bars .last {
  fill: var(--accent);
}
.bars .none {
  fill: var(--line);
}

.tools {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 10px 14px;
  margin: 24px 0 10px;
}
.search {
  position: relative;
  flex: 0 1 320px;
}
.search input {
  width: 100%;
  height: 34px;
  padding: 0 34px 0 12px;
  font: inherit;
  color: inherit;
  background: var(--surface);
  border: 1px solid var(--strong-line);
  border-radius: 8px;
}
.search input::placeholder {
  color: var(--soft);
  opacity: 1;
}
.search input::-webkit-search-cancel-button {
  display: none;
}
.search kbd {
  position: absolute;
  right: 10px;
  top: 9px;
  pointer-events: none;
}
.filters {
  display: flex;
  flex-wrap: wrap;
  margin: 0;
  padding: 2px;
  border: 0;
  border-radius: 9px;
  background: var(--off-wash);
  min-width: 0;
}
.filters input {
  position: absolute;
  opacity: 0;
  pointer-events: none;
}
.filters span {
  display: block;
  padding: 5px 11px;
  border-radius: 7px;
  font-size: 13px;
  color: var(--soft);
  cursor: pointer;
  white-space: nowrap;
}
.filters b {
  font-weight: 500;
  margin-left: 3px;
  color: var(--soft);
}
.filters input:checked + span {
  background: var(--surface);
  color: var(--text);
  box-shadow: 0 1px 2px rgb(16 24 40 / 14%);
}
.filters input:focus-visible + span {
  outline: 2px solid var(--accent);
}
.sort {
  color: var(--soft);
  font-size: 13px;
}
.sort select {
  font: inherit;
  field-sizing: content;
  color: var(--text);
  background: transparent;
  border: 0;
  padding: 5px 2px;
  cursor: pointer;
}
option {
  color: #16191d;
  background: #ffffff;
}
#shown {
  margin-left: auto;
  color: var(--soft);
  font-size: 13px;
}

table {
  width: 100%;
  border-collapse: separate;
  border-spacing: 0;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 10px;
  box-shadow: var(--shadow);
  table-layout: fixed;
}
thead th {
  position: sticky;
  top: 0;
  z-index: 2;
  background: var(--surface);
  border-bottom: 1px solid var(--strong-line);
  text-align: left;
  padding: 9px 16px;
  font-weight: 600;
  font-size: 13px;
}
thead th:first-child {
  border-top-left-radius: 10px;
}
thead th:last-child {
  border-top-right-radius: 10px;
}
.corner {
  width: 15%;
  color: var(--soft);
  font-weight: 500;
}
.column {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 6px;
  min-height: 20px;
}
.counts {
  margin-left: auto;
  font-weight: 500;
}
.count {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  margin-left: 10px;
  font-size: 12.5px;
}
.count .sign {
  width: 11px;
  height: 11px;
}
tbody th {
  text-align: left;
  font-weight: 550;
  font-size: 14px;
  padding: 8px 16px;
  line-height: 22px;
  vertical-align: top;
  overflow-wrap: anywhere;
}
tbody td {
  padding: 8px 16px;
  vertical-align: top;
  border-left: 1px solid var(--line);
  cursor: pointer;
}
tbody th,
tbody td {
  border-bottom: 1px solid var(--line);
}
tbody tr:last-child > * {
  border-bottom: 0;
}
tbody tr:hover > * {
  background: color-mix(in srgb, var(--raised) 60%, var(--surface));
}
tbody td:hover {
  background: var(--raised) !important;
}
td.alarm {
  box-shadow: inset 2px 0 0 var(--bad);
}
td.alarm.mild {
  box-shadow: inset 2px 0 0 var(--warn);
}
.head {
  display: flex;
  align-items: center;
  gap: 7px;
  min-height: 22px;
}
.state {
  display: inline-flex;
}
.version {
  font: 500 13.5px / 1.4 var(--mono);
  letter-spacing: -0.01em;
  color: var(--text);
  background: none;
  border: 0;
  padding: 0 2px;
  margin: 0 -2px;
  cursor: pointer;
}
.version:hover {
  text-decoration: underline;
  text-underline-offset: 3px;
}
.version.off {
  font-family: inherit;
  font-weight: 400;
  font-size: 13px;
  color: var(--soft);
}
.head time {
  margin-left: auto;
  font-size: 12.5px;
  color: var(--soft);
  white-space: nowrap;
}
.who {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  min-width: 0;
  margin-left: 4px;
  font-size: 12.5px;
  color: var(--soft);
}
.behind {
  white-space: nowrap;
  font-size: 12.5px;
  line-height: 20px;
  margin-right: 4px;
  color: var(--soft);
}
.behind b {
  font-weight: 500;
  color: var(--text);
}
.marks {
  display: flex;
  flex-wrap: wrap;
  gap: 4px 6px;
  margin-top: 2px;
  padding-left: 20px;
}
.mark {
  display: inline-flex;
  align-items: center;
  gap: 5px;
  font-size: 12px;
  font-weight: 500;
  line-height: 20px;
  padding: 0 7px;
  border-radius: 6px;
  white-space: nowrap;
  text-decoration: none;
  max-width: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
}
.mark .sign {
  width: 11px;
  height: 11px;
}
.mark.busy {
  background: var(--accent-wash);
}
.mark.warn {
  background: var(--warn-wash);
}
.mark.bad {
  background: var(--bad-wash);
}
.mark.off {
  background: var(--off-wash);
}
.mark.cold {
  background: var(--cold-wash);
}
a.mark:hover {
  text-decoration: underline;
}
.progress {
  width: 40px;
  height: 6px;
}
.progress .track {
  fill: color-mix(in srgb, currentColor 22%, transparent);
}
.progress .done {
  fill: currentColor;
}
.say {
  flex-basis: 100%;
  font-size: 12.5px;
  line-height: 1.35;
  overflow-wrap: anywhere;
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
  overflow: hidden;
}
.empty {
  padding: 48px 16px;
  text-align: center;
  color: var(--soft);
}
.foot {
  padding-block: 18px 40px;
  color: var(--soft);
  font-size: 12.5px;
}
code {
  font-family: var(--mono);
  font-size: 0.95em;
}

dialog {
  margin: 0 0 0 auto;
  width: min(480px, 100vw);
  height: 100dvh;
  max-height: none;
  padding: 0;
  border: 0;
  border-left: 1px solid var(--line);
  background: var(--surface);
  color: var(--text);
  box-shadow: -12px 0 40px rgb(0 0 0 / 16%);
}
dialog::backdrop {
  background: rgb(10 14 20 / 32%);
}
#panel-body {
  height: 100%;
  overflow-y: auto;
  padding: 18px 24px 32px;
  overflow-wrap: anywhere;
}
#panel h2 {
  font-size: 18px;
  letter-spacing: -0.01em;
  margin: 0 70px 12px 0;
}
#panel h2 small {
  font-size: 15px;
}
#panel p {
  margin-bottom: 8px;
}
#panel h3 {
  font-size: 12px;
  font-weight: 600;
  color: var(--soft);
  margin: 20px 0 6px;
}
.blocks li,
.remedies li {
  position: relative;
  padding: 8px 12px;
  border-radius: 7px;
  margin-bottom: 6px;
}
.blocks li {
  background: var(--warn-wash);
}
.remedies li {
  background: var(--good-wash);
}
.gates li {
  padding: 5px 0 5px 16px;
  border-left: 3px solid var(--good);
  margin-bottom: 4px;
}
.gates .closed {
  border-color: var(--warn);
}
.gates .not-asked {
  border-color: var(--muted);
}
.gates .is {
  color: var(--soft);
}
dl {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 5px 16px;
  font-size: 13px;
}
dt {
  color: var(--soft);
}
dd {
  font-family: var(--mono);
  font-size: 12px;
  line-height: 1.6;
}
.close {
  float: right;
  font: inherit;
  font-size: 13px;
  padding: 4px 12px;
  color: inherit;
  background: var(--raised);
  border: 1px solid var(--line);
  border-radius: 7px;
  cursor: pointer;
}

@media (min-width: 821px) and (max-width: 1180px) {
  .figures > ul {
    grid-template-columns: repeat(6, 1fr);
  }
  .figures li {
    grid-column: span 2;
  }
  .figures li:nth-child(n + 4) {
    grid-column: span 3;
    border-top: 1px solid var(--line);
  }
  .figures li:nth-child(4) {
    border-left: 0;
  }
}
@media (max-width: 820px) {
  .top {
    flex-wrap: wrap;
    padding: 10px 16px;
    gap: 6px 12px;
  }
  .asof {
    margin-left: 0;
    flex-basis: 100%;
  }
  main,
  .foot {
    padding-inline: 16px;
  }
  .figures > ul {
    grid-template-columns: 1fr 1fr;
  }
  .figures > ul > li {
    border: 0;
    align-content: start;
    padding: 10px 12px;
    grid-template-columns: 1fr;
  }
  .figures .bars {
    grid-column: 1;
    grid-row: auto;
    width: 100%;
    height: 24px;
    margin-top: 6px;
  }
  .figures .detail {
    white-space: normal;
  }
  .search {
    flex-basis: 100%;
  }
  #shown {
    margin-left: 0;
  }
  table,
  tbody,
  tbody tr {
    display: block;
  }
  thead {
    display: block;
    position: absolute;
    clip-path: inset(50%);
    width: 1px;
    height: 1px;
    overflow: hidden;
  }
  table {
    background: none;
    border: 0;
    box-shadow: none;
  }
  tbody tr {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 10px;
    margin-bottom: 10px;
    overflow: hidden;
  }
  tbody th,
  tbody td {
    display: block;
    border-left: 0;
  }
  tbody th {
    border-bottom: 1px solid var(--line);
    background: var(--raised);
  }
  tbody td {
    display: grid;
    grid-template-columns: 72px 1fr;
  }
  tbody td::before {
    content: attr(data-env);
    grid-row: 1 / span 2;
    font-size: 12.5px;
    color: var(--soft);
    line-height: 22px;
  }
  tbody td > * {
    grid-column: 2;
    min-width: 0;
  }
  tbody tr > :last-child {
    border-bottom: 0;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .mark.busy .done {
    transition: width 0.3s;
  }
}
@media (forced-colors: active) {
  .sign,
  .bars {
    forced-color-adjust: auto;
  }
  .filters input:checked + span {
    outline: 2px solid;
  }
}
@media print {
  .tools,
  .foot,
  .skip {
    display: none;
  }
  thead th {
    position: static;
  }
  tr {
    break-inside: avoid;
  }
}
`;
var script = '// The page\'s script. It only shows, hides and sorts existing elements. Foreign text is inserted as text,\n// never as markup.\n\n(() => {\n  const $ = (id) => document.getElementById(id);\n  const make = (tag, text, name) => {\n    const element = document.createElement(tag);\n    if (text !== undefined) element.textContent = text;\n    if (name !== undefined) element.className = name;\n    return element;\n  };\n\n  const hours = (Date.now() - Date.parse($("at").dateTime)) / 36e5;\n  $("age").textContent =\n    hours < 1\n      ? "as of"\n      : hours < 48\n        ? `made ${Math.floor(hours)} h ago,`\n        : `made ${Math.floor(hours / 24)} d ago,`;\n  if (hours >= 1) $("age").className = "old";\n\n  const rows = $("rows") === null ? [] : [...$("rows").children];\n  const entries = rows.map((row, order) => ({\n    row,\n    order,\n    text: row.textContent.toLowerCase(),\n    tags: new Set(row.dataset.tags.split(" ")),\n    behind: Number(row.dataset.behind),\n    changed: Number(row.dataset.changed),\n  }));\n  const sorts = {\n    name: (a, b) => a.order - b.order,\n    attention: (a, b) => b.tags.has("attention") - a.tags.has("attention") || a.order - b.order,\n    behind: (a, b) => b.behind - a.behind || a.order - b.order,\n    changed: (a, b) => b.changed - a.changed || a.order - b.order,\n  };\n  const apply = () => {\n    const words = $("search").value.toLowerCase().split(/\\s+/).filter(Boolean);\n    const tag = document.querySelector("input[name=filter]:checked").value;\n    let shown = 0;\n    for (const { row, text, tags } of entries) {\n      const fits = (tag === "all" || tags.has(tag)) && words.every((word) => text.includes(word));\n      row.hidden = !fits;\n      if (fits) shown += 1;\n    }\n    $("shown").textContent =\n      shown === entries.length\n        ? shown + (shown === 1 ? " service" : " services")\n        : `${shown} of ${entries.length} services`;\n    $("none").hidden = shown > 0;\n    rove();\n  };\n  const sort = () => {\n    $("rows").append(...[...entries].sort(sorts[$("sort").value]).map(({ row }) => row));\n    rove();\n  };\n\n  // One stop of the tab key for the whole table; arrows move inside it.\n  const grid = () =>\n    [...$("rows").children]\n      .filter((row) => !row.hidden)\n      .map((row) => [...row.querySelectorAll("button.version")]);\n  let current;\n  const rove = (button) => {\n    const cells = grid().flat();\n    const next = button ?? (cells.includes(current) ? current : cells[0]);\n    if (current !== undefined) current.tabIndex = -1;\n    current = next;\n    if (current !== undefined) current.tabIndex = 0;\n  };\n  const move = (event) => {\n    const lines = grid();\n    const y = lines.findIndex((line) => line.includes(event.target));\n    if (y < 0) return;\n    const x = lines[y].indexOf(event.target);\n    const last = lines.length - 1;\n    const to = {\n      ArrowDown: [Math.min(last, y + 1), x],\n      ArrowUp: [Math.max(0, y - 1), x],\n      ArrowRight: [y, Math.min(lines[y].length - 1, x + 1)],\n      ArrowLeft: [y, Math.max(0, x - 1)],\n      Home: [event.ctrlKey ? 0 : y, 0],\n      End: [event.ctrlKey ? last : y, lines[y].length - 1],\n      PageDown: [Math.min(last, y + 10), x],\n      PageUp: [Math.max(0, y - 10), x],\n    }[event.key];\n    if (to === undefined) return;\n    event.preventDefault();\n    rove(lines[to[0]][to[1]]);\n    current.focus();\n  };\n\n  const details = JSON.parse($("details").textContent);\n  // Text between backticks is a command.\n  const prose = (tag, text) => {\n    const element = make(tag);\n    element.append(...text.split("`").map((part, index) => (index % 2 === 1 ? make("code", part) : part)));\n    return element;\n  };\n  const section = (title, sentences, name) => {\n    if (sentences.length === 0) return [];\n    const list = make("ul", undefined, name);\n    list.append(...sentences.map((each) => prose("li", each)));\n    return [make("h3", title), list];\n  };\n  const gates = (all) => {\n    if (all.length === 0) return [];\n    const list = make("ul", undefined, "gates");\n    for (const { gate, state, words } of all) {\n      const item = make("li", undefined, state.replace(" ", "-"));\n      item.append(make("b", gate), make("span", ` ${state}`, "is"), make("span", `: ${words}`));\n      list.append(item);\n    }\n    return [make("h3", "Gates"), list];\n  };\n  const facts = (all) => {\n    const list = make("dl");\n    for (const [name, value, href] of all) {\n      const text = make("dd");\n      if (href === undefined) text.textContent = value;\n      else {\n        const link = make("a", value);\n        link.href = href;\n        text.append(link);\n      }\n      list.append(make("dt", name), text);\n    }\n    return list;\n  };\n  const open = (place) => {\n    if (!Object.hasOwn(details, place)) return;\n    const { service, environment, now, blocks, remedies, gates: all, facts: known } = details[place];\n    const close = make("button", "Close", "close");\n    close.type = "button";\n    close.addEventListener("click", () => $("panel").close());\n    const title = make("h2", service);\n    title.id = "panel-title";\n    title.append(make("small", ` in ${environment}`));\n    const body = $("panel-body");\n    body.replaceChildren(\n      close,\n      title,\n      ...now.map((each) => prose("p", each)),\n      ...section("What keeps the next release out", blocks, "blocks"),\n      ...section("What lets it in", remedies, "remedies"),\n      ...gates(all),\n      make("h3", "Facts"),\n      facts(known),\n    );\n    rove([...document.querySelectorAll("button.version")].find((each) => each.dataset.place === place));\n    if (!$("panel").open) $("panel").showModal();\n    body.scrollTop = 0;\n    history.replaceState(null, "", `#${place}`);\n  };\n  $("panel").addEventListener("close", () => {\n    history.replaceState(null, "", location.pathname + location.search);\n    current?.focus();\n  });\n  $("panel").addEventListener("click", (event) => {\n    if (event.target === $("panel")) $("panel").close();\n  });\n\n  if (rows.length > 0) {\n    $("rows").addEventListener("keydown", move);\n    $("rows").addEventListener("focusin", (event) => {\n      if (event.target.matches("button.version")) rove(event.target);\n    });\n    $("rows").addEventListener("click", (event) => {\n      if (event.target.closest("a") !== null) return;\n      const button = event.target.closest("td")?.querySelector("button.version");\n      if (!button) return;\n      open(button.dataset.place);\n    });\n    for (const button of document.querySelectorAll("button.version")) button.tabIndex = -1;\n    $("search").addEventListener("input", apply);\n    $("sort").addEventListener("change", sort);\n    for (const radio of document.querySelectorAll("input[name=filter]"))\n      radio.addEventListener("change", apply);\n    document.addEventListener("keydown", (event) => {\n      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || $("panel").open) return;\n      if (event.target.matches("input[type=search], select")) return;\n      event.preventDefault();\n      $("search").focus();\n    });\n    // A browser may restore the typed text after a reload.\n    apply();\n    sort();\n  }\n  const place = decodeURIComponent(location.hash.slice(1));\n  if (place !== "") open(place);\n})();\n';

// actions/board/page/cell.ts
init_oldest_node();

// actions/board/page/html.ts
init_oldest_node();
var Html = class {
  text;
  constructor(text2) {
    this.text = text2;
  }
};
function html(strings, ...parts) {
  return new Html(strings.map((text2, index) => text2 + render(parts[index])).join(""));
}
function render(part) {
  if (part === null || part === void 0 || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(render).join("");
}
function escaped(text2) {
  return text2.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
function embedded(document) {
  return new Html(JSON.stringify(document).replaceAll("<", "\\u003c"));
}
function webAddress(url) {
  return url !== null && /^https?:\/\//i.test(url) ? url : void 0;
}

// actions/board/page/signs.ts
init_oldest_node();
var SPRITE = new Html(`<svg class="sprite" aria-hidden="true" focusable="false">
<symbol id="s-healthy" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="currentColor"/><path d="m4.8 8.2 2.2 2.2 4.2-4.6" fill="none" stroke="var(--surface)" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-running" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M8 4.2a3.8 3.8 0 0 1 0 7.6z" fill="currentColor"/></symbol>
<symbol id="s-degraded" viewBox="0 0 16 16"><path d="M8 1.4 15 14H1z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 6v3.6" stroke="var(--surface)" stroke-width="1.7" stroke-linecap="round"/><circle cx="8" cy="11.9" r="1" fill="var(--surface)"/></symbol>
<symbol id="s-aborted" viewBox="0 0 16 16"><rect x="1.2" y="1.2" width="13.6" height="13.6" rx="3" fill="currentColor"/><path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke="var(--surface)" stroke-width="1.9" stroke-linecap="round"/></symbol>
<symbol id="s-unknown" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.4 2.4"/></symbol>
<symbol id="s-none" viewBox="0 0 16 16"><path d="M4 8h8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></symbol>
<symbol id="s-hold" viewBox="0 0 16 16"><path d="M5.2 3v10M10.8 3v10" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/></symbol>
<symbol id="s-stop" viewBox="0 0 16 16"><path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor"/><path d="M4.6 8h6.8" stroke="var(--surface)" stroke-width="2" stroke-linecap="round"/></symbol>
<symbol id="s-freeze" viewBox="0 0 16 16"><path d="M8 1.5v13M2.4 4.75l11.2 6.5m0-6.5-11.2 6.5M6.2 2.6 8 4.3l1.8-1.7M6.2 13.4 8 11.7l1.8 1.7" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-pull" viewBox="0 0 16 16"><circle cx="4" cy="3.6" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="4" cy="12.4" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="12" cy="12.4" r="1.9" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M4 5.5v5M12 10.5V7a2.5 2.5 0 0 0-2.5-2.5H8m1.8-2L7.7 4.5l2.1 2" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-wait" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 4.6V8l2.3 1.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="s-refuse" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="m3.7 12.3 8.6-8.6" stroke="currentColor" stroke-width="1.5"/></symbol>
<symbol id="s-open" viewBox="0 0 16 16"><path d="m3 8.5 3.2 3.2L13 4.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></symbol>
</svg>`);
var TONE = {
  healthy: "good",
  running: "busy",
  degraded: "warn",
  aborted: "bad",
  unknown: "off"
};
function sign(name) {
  return html`<svg class="sign" aria-hidden="true" focusable="false"><use href="#s-${name}"></use></svg>`;
}
function spoken(words) {
  return html`<span class="spoken">${words}</span>`;
}

// actions/board/page/cell.ts
function cellView(board2, service, cell) {
  const marks = marksOf(board2, cell);
  const second = marks.length > 0 && html`<div class="marks">${marks}</div>`;
  return html`<td role="cell" data-env="${cell.environment}"${alarm(cell)}>${head(board2, service, cell)}${second}</td>`;
}
function alarm(cell) {
  if (attention(cell).length === 0) return false;
  const isHold = attention({ ...cell, holds: [] }).length === 0;
  return isHold ? html` class="alarm mild"` : html` class="alarm"`;
}
function head({ at }, service, cell) {
  const { release, fault, health, change, environment } = cell;
  const [tone, state, words] = stateOf(release !== null, fault !== null, health.state);
  const shown = release?.version ?? (fault === null ? "not here yet" : "unreadable");
  const kind = release === null ? "version off" : "version";
  const place = `${environment}/${service}`;
  const button = html`<button type="button" class="${kind}" data-place="${place}" aria-haspopup="dialog">${spoken(`${service} in ${environment}: `)}${shown}</button>`;
  return html`<div class="head"><span class="state ${tone}">${sign(state)}${spoken(words)}</span>${button}${change !== null && came(at, change)}</div>`;
}
function stateOf(isThere, isFaulty, state) {
  if (isFaulty) return ["bad", "refuse", "unreadable"];
  return isThere ? [TONE[state], state, state] : ["off", "none", "no release"];
}
function came(at, { at: since, by, verb, confirmed }) {
  const source = confirmed?.by === true ? "confirmed by the forge" : "as the commit says";
  const who = html`<span class="who" title="${source}">${VERB[verb]}${oneLine(by)}</span>`;
  return html`${who}<time datetime="${since}" title="${moment(since)}">${age(since, at)}</time>`;
}
var VERB = {
  bump: "",
  promote: "",
  hotfix: "hotfix by ",
  rollback: "rolled back by ",
  revert: "reverted by ",
  hand: "manually: "
};
function behindView(at, { environment, commits, releases, since }) {
  const far = commits === null ? plural(releases, "release") : plural(commits, "commit");
  const long = since === null ? "" : ` · ${age(since, at)}`;
  const full = `${far}, ${plural(releases, "release")} behind ${environment}`;
  return html`<span class="behind" title="${full}"><span aria-hidden="true">↓ </span><b>${far}</b>${spoken(` behind ${environment}`)}${long}</span>`;
}
function marksOf({ at }, cell) {
  const { behind, canary, holds, promotion, next, health, change } = cell;
  return [
    ...behind === null ? [] : [behindView(at, behind)],
    ...canary === null ? [] : [canaryView(canary)],
    ...holds.map(
      ({ version, reason, until }) => mark("warn", "hold", `${version} held${until === null ? "" : ` ${age(at, until)} more`}`, reason)
    ),
    ...promotion === null ? [] : [pullView(promotion)],
    ...next?.kind === "refuse" && !(next.gate === "hold" && holds.length > 0) ? [mark("bad", "refuse", `${next.gate ?? "release"} refuses`, next.reason)] : [],
    ...next?.kind === "wait" && !(next.gate === "hold" && holds.length > 0) ? [waiting(at, next)] : [],
    ...bypassMark(change),
    ...health.state === "aborted" || health.state === "degraded" ? [html`<span class="say ${TONE[health.state]}">${health.message || health.state}</span>`] : []
  ];
}
function bypassMark(change) {
  if (change === null || change.bypasses.length === 0) return [];
  const said = change.bypasses.join("; ");
  if (change.confirmed?.bypasses === true) return [mark("warn", "open", "gate bypassed", said)];
  const claimed = `claimed by the commit, not confirmed by the forge: ${said}`;
  return [mark("warn", "open", "bypass claimed", claimed)];
}
function mark(tone, name, words, full) {
  return html`<span class="mark ${tone}" title="${oneLine(full)}">${sign(name)}${words}</span>`;
}
function waiting(at, { gate, reason, until }) {
  const long = until === null ? "" : `, ${age(at, until)} more`;
  return mark("off", "wait", `waits for ${gate}${long}`, reason);
}
function pullView({ number, url, version, branch }) {
  const name = `${number === null ? "open" : `#${number}`} → ${version ?? "?"}`;
  const href = webAddress(url);
  if (href === void 0) return mark("busy", "pull", name, branch);
  return html`<a class="mark busy" href="${href}" title="${branch}">${sign("pull")}${name}</a>`;
}
function canaryView({ weight, index, count }) {
  return html`<span class="mark busy"><svg class="progress" viewBox="0 0 40 6" aria-hidden="true" focusable="false"><rect class="track" width="40" height="6" rx="3"/><rect class="done" width="${Math.round(weight * 0.4)}" height="6" rx="3"/></svg>canary ${weight} %${spoken(`, step ${index} of ${count}`)}</span>`;
}

// actions/board/page/details.ts
init_oldest_node();
function detailsOf(board2) {
  return Object.fromEntries(
    board2.services.flatMap(
      ({ name, cells }) => cells.map((cell) => [`${cell.environment}/${name}`, detailsOfCell(board2, name, cell)])
    )
  );
}
function detailsOfCell(board2, service, cell) {
  const { environment, next } = cell;
  const asked = next?.gates.map(({ gate, isOpen, words }) => ({
    gate,
    state: isOpen ? "open" : "closed",
    words
  }));
  const unasked = next?.unasked.map(({ gate, words }) => ({ gate, state: "not asked", words }));
  const gates = [...asked ?? [], ...unasked ?? []];
  return {
    service,
    environment,
    ...explain(board2, environment, service),
    gates,
    facts: factsOf(board2, cell)
  };
}
function factsOf({ repository }, { release, pin, change, health, promotion }) {
  const root = webAddress(repository.url);
  const commit = (sha) => root === void 0 ? void 0 : `${root}/commit/${sha}`;
  const source = ({ source: sha, repository: apart }) => apart === void 0 ? commit(sha) : webAddress(commitAddress(apart, sha));
  const fact = (name, value, href) => href === void 0 ? [name, value] : [name, value, href];
  const pull = promotion && webAddress(promotion.url);
  return [
    ...change === null ? [] : [
      fact("Since", moment(change.at)),
      fact("Commit", shortSha(change.commit), commit(change.commit)),
      fact("Message", change.subject)
    ],
    ...pin === null ? [] : [
      fact("Pinned in", pin.file),
      fact("Image", `${pin.image}:${pin.tag}`),
      fact("Digest", pin.digest ?? "none: the tag alone is pinned")
    ],
    ...release === null || pin !== null ? [] : [
      fact("Source", shortSha(release.source), source(release)),
      fact("Digest", release.digest),
      fact("Release", release.id)
    ],
    ...health.clusters.map(
      ({ name, state, version }) => fact(`Cluster ${name}`, version === null ? state : `${state}, ${version}`)
    ),
    ...pull ? [fact("Promotion", promotion?.branch ?? "", pull)] : []
  ];
}

// actions/board/page/figures.ts
init_oldest_node();
function figuresView({ dora }) {
  if (dora === null) return html``;
  return html`<section class="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Delivery to ${dora.environment} <small>DORA's five figures, last ${plural(dora.weeks.length, "week")}</small></h2>
<ul>${figuresOf(dora).map((figure) => figureView(figure, dora.weeks))}</ul>
</section>`;
}
function figuresOf(dora) {
  const { deployments, failures, unrecovered, reworks } = dora;
  const percent = (rate) => `${Math.round(rate * 100)} %`;
  const open = unrecovered === 0 ? "none open" : `${unrecovered} open`;
  return [
    {
      name: "Deployment frequency",
      detail: plural(deployments, "deployment"),
      value: perWeek(dora.deploymentsPerWeek),
      unit: "a week",
      trend: (week) => week.deployments,
      spoken: String
    },
    {
      name: "Lead time for changes",
      detail: "median, to healthy",
      ...measured(dora.leadTimeSeconds, span),
      trend: (week) => week.leadTimeSeconds,
      spoken: span
    },
    {
      name: "Change failure rate",
      detail: `${failures} of ${deployments} failed`,
      ...measured(dora.changeFailureRate, percent),
      trend: (week) => week.changeFailureRate,
      spoken: percent
    },
    {
      name: "Recovery time",
      detail: `median, ${open}`,
      ...measured(dora.recoverySeconds, span),
      trend: (week) => week.recoverySeconds,
      spoken: span
    },
    {
      name: "Rework rate",
      detail: `${reworks} of ${deployments} fixed the one before`,
      ...measured(dora.reworkRate, percent),
      trend: (week) => week.reworkRate,
      spoken: percent
    }
  ];
}
function perWeek(count) {
  return count >= 10 ? String(Math.round(count)) : count.toFixed(1);
}
function measured(value, words) {
  const [number = "–", unit = ""] = value === null ? [] : words(value).split(" ");
  return { value: number, unit };
}
function figureView({ name, value, unit, detail, trend, spoken: spoken2 }, weeks) {
  const values = weeks.map(trend);
  return html`<li><h3>${name}</h3><p class="value"><b>${value}</b> ${unit}</p><p class="detail">${detail}</p>${bars(name, values, spoken2)}</li>`;
}
var [WIDTH, HEIGHT, GAP] = [120, 28, 3];
function bars(name, values, spoken2) {
  const top = Math.max(...values.map((value) => value ?? 0)) || 1;
  const width = (WIDTH - GAP * (values.length - 1)) / values.length;
  const words = values.map((value) => value === null ? "none" : spoken2(value)).join(", ");
  const shapes = values.map((value, index) => {
    const x = (index * (width + GAP)).toFixed(1);
    const height = value === null ? 1 : Math.max(2, value / top * HEIGHT);
    const kind = value === null ? "none" : index === values.length - 1 ? "last" : "bar";
    return html`<rect class="${kind}" x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="1"/>`;
  });
  return html`<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name} by week, oldest first: ${words}" preserveAspectRatio="none">${shapes}</svg>`;
}

// actions/board/page/frame.ts
init_oldest_node();
var SLIP = "M4 18.5h16M6 14h12M9 9.5h9M12.5 5H18";
var MARK = new Html(
  `<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${SLIP}" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`
);
var FAVICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${SLIP}" fill="none" stroke="#3257d6" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`
)}`;
function alertsView({ environments, notes, at }) {
  const alerts = [
    ...environments.flatMap(({ name, stop }) => stop === null ? [] : [stopped(name, stop, at)]),
    ...environments.flatMap(
      ({ name, freeze }) => freeze === null || freeze.state === "coming" ? [] : [frozen(name, freeze)]
    ),
    ...environments.flatMap(
      ({ name, clusters }) => clusters.filter(({ isAlive }) => !isAlive).map(
        ({ name: cluster, beatAt }) => alert("warn", "unknown", html`<b>${name}</b>: ${silence(cluster, beatAt, at)}`)
      )
    ),
    ...notes.length === 0 ? [] : [notesView(notes)]
  ];
  if (alerts.length === 0) return false;
  return html`<section aria-label="What holds up"><ul class="alerts">${alerts}</ul></section>`;
}
function alert(tone, name, words) {
  return html`<li class="alert ${tone}">${sign(name)}<p>${words}</p></li>`;
}
function stopped(name, stop, at) {
  const { by, reason, since } = stop;
  const words = html`<b>${name} is stopped</b> for ${age(since, at)} by ${by}: ${oneLine(reason)}`;
  return alert("bad", "stop", words);
}
function frozen(name, { state, words }) {
  const what = state === "active" ? "is frozen" : "lets nothing in";
  return alert("cold", "freeze", html`<b>${name} ${what}</b>: ${words.replace(/^frozen /, "")}`);
}
function notesView(notes) {
  return html`<li class="alert warn">${sign("degraded")}<details><summary>${plural(notes.length, "thing")} could not be read</summary><ul>${notes.map((note) => html`<li>${oneLine(note)}</li>`)}</ul></details></li>`;
}
var ORDER = ["aborted", "degraded", "running", "unknown", "healthy"];
function environmentHead(board2, { name, freeze, stop, clusters }) {
  const cells = board2.services.flatMap(
    (service) => service.cells.filter(({ environment, release }) => environment === name && release !== null)
  );
  const counts = ORDER.flatMap((state) => {
    const count = cells.filter(({ health }) => health.state === state).length;
    return count === 0 ? [] : [html`<span class="count ${TONE[state]}">${sign(state)}${count}${spoken(` ${state}`)}</span>`];
  });
  const silent = clusters.filter(({ isAlive }) => !isAlive);
  const marks = [
    ...stop === null ? [] : [html`<span class="mark bad">${sign("stop")}stopped</span>`],
    ...freeze === null ? [] : [
      html`<span class="mark cold" title="${freeze.words}">${sign("freeze")}${freeze.state === "coming" ? "freeze ahead" : "frozen"}</span>`
    ],
    ...silent.length === 0 ? [] : [html`<span class="mark off">${sign("unknown")}silent</span>`]
  ];
  return html`<th role="columnheader" scope="col"><span class="column"><span class="env">${name}</span>${marks}<span class="counts">${counts}</span></span></th>`;
}

// actions/board/page/page.ts
function page(board2) {
  const { repository } = board2;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${repository.name} · Slipway</title>
<link rel="icon" href="${FAVICON}">
<style>${new Html(style)}</style>
</head>
<body>
${SPRITE}
<a class="skip" href="#board">Skip to the board</a>
<header class="top">
<p class="brand">${MARK}<b>Slipway</b></p>
<h1>${repositoryView(board2)}</h1>
<p class="asof"><span id="age"></span> <time id="at" datetime="${board2.at}">${moment(board2.at)}</time></p>
</header>
<main>
${alertsView(board2)}
${figuresView(board2)}
${boardView(board2)}
${pinsView(board2)}
</main>
<footer class="foot"><p>Made from git by <code>slipway board</code>. The same as data: <a href="board.json">board.json</a>. Keys: <kbd>/</kbd> search, arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes.</p></footer>
<dialog id="panel" aria-labelledby="panel-title"><div id="panel-body"></div></dialog>
<script type="application/json" id="details">${embedded(detailsOf(board2))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}
function policy() {
  const hash = (text2) => `'sha256-${createHash("sha256").update(text2).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'"
  ].join("; ");
}
function repositoryView({ repository: { name, url, branch, commit } }) {
  const href = webAddress(url);
  const at = html`<small>${branch} at ${commit.slice(0, 7)}</small>`;
  return href === void 0 ? html`${name} ${at}` : html`<a href="${href}">${name}</a> ${at}`;
}
var FILTERS = [
  ["all", "All"],
  ["attention", "Needs attention"],
  ["behind", "Behind"],
  ["moving", "Moving"],
  ["held", "Held"]
];
function boardView(board2) {
  const { services, environments } = board2;
  if (services.length === 0) {
    return html`<section id="board" class="empty"><h2>No release yet</h2><p>The first push to a service brings one into ${environments[0]?.name ?? "the first environment"}.</p></section>`;
  }
  const tags = services.map(tagsOf);
  const count = (tag) => tags.filter((each) => each.has(tag)).length;
  return html`<section id="board" aria-labelledby="board-title">
<h2 id="board-title" class="spoken">Services and environments</h2>
<div class="tools" role="search">
<label class="search"><span class="spoken">Search services, versions and people</span><input id="search" type="search" placeholder="Search service, version, person" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
<fieldset class="filters"><legend class="spoken">Show</legend>${FILTERS.map(
    ([tag, words], index) => html`<label><input type="radio" name="filter" value="${tag}"${index === 0 && html` checked`}><span>${words} <b>${tag === "all" ? services.length : count(tag)}</b></span></label>`
  )}</fieldset>
<label class="sort">Sort <select id="sort"><option value="name">by name</option><option value="attention">needs attention first</option><option value="behind">longest behind first</option><option value="changed">last changed first</option></select></label>
<p id="shown" role="status">${plural(services.length, "service")}</p>
</div>
<table role="table" aria-labelledby="board-title">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="corner">Service</th>${environments.map((environment) => environmentHead(board2, environment))}</tr></thead>
<tbody role="rowgroup" id="rows">${services.map((service, index) => rowView(board2, service, tags[index] ?? /* @__PURE__ */ new Set()))}</tbody>
</table>
<p id="none" class="empty" hidden>No service is like that.</p>
</section>`;
}
function pinsView({ services }) {
  const pinned = services.filter(({ cells }) => cells.some(({ pin }) => pin !== null));
  if (pinned.length === 0) return false;
  const names = pinned.map(({ name }) => name).join(", ");
  return html`<p class="foot" id="pins">Pinned in files of the team's own: ${names}. Of these no canary is watched, DORA's figures do not count them, and a change of their manifests alone is not seen. Their health is unknown where no reporter writes.</p>`;
}
function rowView(board2, { name, cells }, tags) {
  const since = cells.flatMap(({ behind }) => behind?.since == null ? [] : [Date.parse(behind.since)]);
  const changed = cells.flatMap(({ change }) => change === null ? [] : [Date.parse(change.at)]);
  const oldest = since.length === 0 ? 0 : Date.parse(board2.at) - Math.min(...since);
  return html`<tr role="row" data-tags="${[...tags].join(" ")}" data-behind="${oldest}" data-changed="${Math.max(0, ...changed)}"><th role="rowheader" scope="row">${name}</th>${cells.map((cell) => cellView(board2, name, cell))}</tr>
`;
}
function tagsOf({ cells }) {
  const tags = /* @__PURE__ */ new Set();
  for (const cell of cells) {
    if (attention(cell).length > 0) tags.add("attention");
    if (cell.behind !== null) tags.add("behind");
    if (cell.canary !== null || cell.promotion !== null || cell.health.state === "running")
      tags.add("moving");
    if (cell.holds.length > 0) tags.add("held");
  }
  return tags;
}

// actions/board/publish.ts
init_oldest_node();
var MARK2 = "board.json";
async function publish(git, branch, files) {
  const before = (await git.fetch(branch)).get(branch);
  if (before !== void 0 && await (await git.tree(before)).entry(MARK2) === void 0) {
    throw new UserError(
      `branch ${branch}: it has no ${MARK2}, so it is not a board, and publishing would replace it.
  Give another --publish, or delete the branch.`
    );
  }
  const changes = [...files].map(([path, content]) => ({ path, content }));
  const plan = { message: "board", changes: [...changes, { path: ".nojekyll", content: "" }] };
  const to = await git.commit(void 0, plan);
  const [pushed] = await git.push([{ ref: branch, to, expect: before ?? null, force: true }]);
  if (pushed?.status !== "refused") return;
  throw new UserError(
    `branch ${branch}: the forge refused the board: ${pushed.reason}.
  Let the bot push there; no rule should protect this branch.`
  );
}

// actions/board/board.ts
async function board(request2, context) {
  refuseOwnBranch(request2);
  const git = openGit(context.workspace, {
    identity: { name: request2.botName, email: request2.botEmail },
    token: context.env.SLIPWAY_TOKEN,
    sources: { branch: request2.branch, token: context.env.SLIPWAY_SOURCE_TOKEN }
  });
  const document = boardOf(await readBoard(boardSources(request2.branch, context, git)));
  const files = /* @__PURE__ */ new Map([
    ["index.html", page(document)],
    ["board.json", `${JSON.stringify(document, null, 1)}
`],
    ["metrics.txt", await metrics(document)]
  ]);
  const folder = resolve(context.workspace, request2.out);
  context.report.plan([...files].map(([name, content]) => `write ${join(folder, name)} (${size(content)})`));
  if (!context.dryRun) {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) await writeFile(join(folder, name), content);
    if (request2.publish !== "") await publish(git, request2.publish, files);
  }
  return {
    outputs: { page: join(folder, "index.html"), json: join(folder, "board.json") },
    results: document.environments.map(({ name }) => ({
      environment: name,
      service: "board",
      status: "done",
      reason: summary(
        document.services.flatMap(({ cells }) => cells.filter((cell) => cell.environment === name))
      )
    }))
  };
}
function refuseOwnBranch({ publish: to, branch }) {
  if (to === "") return;
  const isBot = /^(evidence|heartbeat|stop|promote|hotfix|rollback)(\/|$)/.test(to);
  if (to !== branch && !isBot) return;
  throw new BadRequest([
    `board: input "publish": ${JSON.stringify(to)} holds something else, and publishing replaces it.
  Name a branch for the board alone, for example "board".`
  ]);
}
function summary(cells) {
  const released = cells.filter(({ release }) => release !== null);
  const states = Map.groupBy(released, ({ health }) => health.state);
  const counts = [...states].map(([state, all]) => `${all.length} ${state}`).sort();
  return counts.join(", ") || "no release yet";
}
function size(content) {
  return `${Math.ceil(Buffer.byteLength(content) / 1024)} KiB`;
}

// actions/board/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "board",
  summary: "Writes what runs where, how far behind and why, as a static page and JSON.",
  inputs: {
    out: {
      description: "Folder to write index.html, board.json and metrics.txt (OpenMetrics) to; made where it is not there.",
      schema: text,
      default: "board"
    },
    publish: {
      description: "Branch to publish the folder on, as its only commit and replaced as a whole; Pages can serve it. Empty: none.",
      schema: union([literal(""), string().regex(/^[\w][\w./-]*$/, "not a branch name")]),
      default: ""
    },
    ...lookInputs,
    ...botInputs
  },
  outputs: {
    page: "Path of the page.",
    json: "Path of board.json; `actions/board/board.schema.json` describes it."
  }
});

export {
  board,
  request
};
