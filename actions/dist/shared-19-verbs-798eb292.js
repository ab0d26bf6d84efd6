// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  execBytes,
  readConfig
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/git/obstacles.ts
init_oldest_node();
function obstaclesTo(branch, names) {
  return [...names].filter((name) => branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`)).sort();
}
function withObstacles(patterns) {
  return patterns.map((pattern) => pattern.replace(/\/\*$/, "*"));
}
function removalOf(obstacles) {
  return `git push origin --delete ${obstacles.map(asWord).join(" ")}`;
}
function asWord(name) {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

// actions/lib/io/git/git.ts
init_oldest_node();

// actions/lib/io/git/ancestry.ts
init_oldest_node();

// actions/lib/io/git/tree.ts
init_oldest_node();

// actions/lib/domain/repository/tree.ts
init_oldest_node();
var SYMBOLIC_LINK = "120000";
var SUBMODULE = "160000";

// actions/lib/io/git/together.ts
init_oldest_node();
function together(answer) {
  let asked = [];
  let answers;
  const answerAsked = async () => {
    await new Promise((resolve2) => setImmediate(resolve2));
    const questions = asked;
    asked = [];
    answers = void 0;
    return answer(questions);
  };
  return async (question) => {
    const index = asked.push(question) - 1;
    answers ??= answerAsked();
    return (await answers)[index];
  };
}

// actions/lib/io/git/tree.ts
async function resolveCommit(git, ref) {
  const found = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], {
    allowFailure: true
  });
  return found.exitCode === 0 ? found.text.trim() : void 0;
}
var emptyTree = {
  commit: "",
  read: async () => void 0,
  list: async () => [],
  entry: async () => void 0
};
function openTree(git, commit, readBlobs = (objects) => catFile(git, objects)) {
  const read = batchedBlobs(readBlobs);
  let listing;
  let folders;
  const entries = () => {
    listing ??= listFiles(git, commit);
    return listing;
  };
  return {
    commit,
    entry: async (path) => (await entries()).get(path),
    async read(path) {
      const entry = (await entries()).get(path);
      return entry === void 0 || entry.mode === SUBMODULE ? void 0 : read(entry.object);
    },
    async list(path) {
      folders ??= entries().then(filesByFolder);
      return (await folders).get(path) ?? [];
    }
  };
}
function filesByFolder(entries) {
  const folders = /* @__PURE__ */ new Map([["", [...entries.keys()]]]);
  for (const path of entries.keys()) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      const files = folders.get(folder);
      if (files === void 0) folders.set(folder, [path]);
      else files.push(path);
    }
  }
  return folders;
}
async function listFiles(git, commit) {
  const { text } = await git(["ls-tree", "-r", "-z", "--full-tree", commit]);
  const entries = /* @__PURE__ */ new Map();
  for (const line of text.split("\0")) {
    const [head = "", path] = splitOnce(line, "	");
    const [mode = "", , object = ""] = head.split(" ");
    if (path !== void 0) entries.set(path, { mode, object });
  }
  return entries;
}
function batchedBlobs(readBlobs) {
  const known = /* @__PURE__ */ new Map();
  const read = together(async (objects) => {
    const blobs = await readBlobs(objects);
    return objects.map((object) => blobs.get(object));
  });
  return (object) => {
    const blob = known.get(object) ?? read(object);
    known.set(object, blob);
    return blob;
  };
}
async function catFile(git, objects) {
  const { bytes } = await git(["cat-file", "--batch"], { input: objects.map((id) => `${id}
`).join("") });
  const blobs = /* @__PURE__ */ new Map();
  let at = 0;
  for (const object of objects) {
    const end = bytes.indexOf(10, at);
    const header = bytes.toString("utf8", at, end);
    const size = Number(header.split(" ")[2]);
    if (end < 0 || !Number.isSafeInteger(size)) {
      throw new Error(`git cat-file answered ${JSON.stringify(header)} for object ${object}`);
    }
    blobs.set(object, bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}
async function objectIds(git, names) {
  if (names.length === 0) return [];
  const { text } = await git(["cat-file", "--batch-check=%(objectname)"], {
    input: names.map((name) => `${name}
`).join("")
  });
  const lines = text.split("\n").slice(0, names.length);
  return lines.map((line) => /^[0-9a-f]{40,64}$/.test(line) ? line : void 0);
}
function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, void 0] : [text.slice(0, at), text.slice(at + separator.length)];
}

// actions/lib/io/git/ancestry.ts
async function areAncestors(git, pairs) {
  const names = [...new Set(pairs.flatMap(({ ancestor, descendant }) => [ancestor, descendant]))];
  const ids = await objectIds(
    git,
    names.map((name) => `${name}^{commit}`)
  );
  const commits = new Map(names.map((name, index) => [name, ids[index]]));
  const descendants = [...new Set(pairs.map(({ descendant }) => commits.get(descendant)))];
  const outside = /* @__PURE__ */ new Map();
  for (const descendant of descendants) {
    if (descendant === void 0) continue;
    const ancestors = pairs.flatMap(
      (pair) => commits.get(pair.descendant) === descendant ? commits.get(pair.ancestor) ?? [] : []
    );
    outside.set(descendant, await notReachable(git, [...new Set(ancestors)], descendant));
  }
  return pairs.map((pair) => {
    const [ancestor, descendant] = [commits.get(pair.ancestor), commits.get(pair.descendant)];
    if (ancestor === void 0 || descendant === void 0) return false;
    return outside.get(descendant)?.has(ancestor) === false;
  });
}
async function notReachable(git, commits, descendant) {
  const input = [...commits, `^${descendant}`].map((line) => `${line}
`).join("");
  const { text } = await git(["rev-list", "--stdin"], { input });
  return new Set(text.split("\n"));
}

// actions/lib/io/git/command.ts
init_oldest_node();
import { resolve } from "node:path";
var LOCAL_DEADLINE_MS = 6e4;
var FIXED = [
  ["core.hooksPath", "/dev/null"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["push.followTags", "false"],
  ["log.showSignature", "false"],
  ["advice.detachedHead", "false"]
];
var CLEARED = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"];
function commandFor(folder) {
  const dir = resolve(folder);
  return async (args, options = {}) => {
    const config = [...FIXED, ["safe.directory", dir], ...options.config ?? []];
    const { stdout, stderr, exitCode } = await execBytes("git", args, {
      cwd: dir,
      env: { ...environment(config), ...options.env },
      timeoutMs: options.timeoutMs ?? LOCAL_DEADLINE_MS,
      ...options.input === void 0 ? {} : { input: options.input },
      ...options.allowFailure === void 0 ? {} : { allowFailure: options.allowFailure }
    });
    if (exitCode === 128 && /not a git repository/.test(stderr)) {
      throw new UserError(
        `${dir}: not a git repository.
  Run this in a clone (actions/checkout makes one).`
      );
    }
    return { bytes: stdout, text: stdout.toString("utf8"), stderr, exitCode };
  };
}
function environment(config) {
  const before = Number(process.env.GIT_CONFIG_COUNT ?? 0) || 0;
  const entries = config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value]
  ]);
  return {
    ...Object.fromEntries(CLEARED.map((name) => [name, void 0])),
    ...Object.fromEntries(entries),
    GIT_CONFIG_COUNT: String(before + config.length),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "true",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C"
  };
}

// actions/lib/io/git/commit.ts
init_oldest_node();
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
var ABSENT = "0".repeat(40);
async function writeTree(git, parent, plan) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-index-"));
  try {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const lines = await indexLines(
      git,
      parent === void 0 ? emptyTree : openTree(git, parent),
      plan,
      folder
    );
    await git(parent === void 0 ? ["read-tree", "--empty"] : ["read-tree", parent], { env });
    if (lines.length > 0) {
      await git(["update-index", "-z", "--replace", "--index-info"], { env, input: lines.join("") });
    }
    return (await git(["write-tree", "--missing-ok"], { env })).text.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
async function commitTree(git, identity, parents, tree, plan) {
  const date = plan.date === void 0 ? {} : datesOf(plan.date);
  const fromParents = parents.flatMap((parent) => ["-p", parent]);
  const { text } = await git(["commit-tree", ...fromParents, "-F", "-", tree], {
    input: plan.message.endsWith("\n") ? plan.message : `${plan.message}
`,
    env: {
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
      ...date
    }
  });
  return text.trim();
}
async function indexLines(git, tree, plan, folder) {
  for (const { path } of plan.changes) requirePlainPath(path);
  const kept = new Set(plan.changes.map((change) => change.path));
  const replaced = await Promise.all((plan.replaceFolders ?? []).map((path) => tree.list(path)));
  const gone = replaced.flat().filter((path) => !kept.has(path));
  const deleted = plan.changes.filter((change) => change.content === null).map((change) => change.path);
  const objects = await writeBlobs(git, plan.changes, folder);
  const written = await Promise.all(
    [...objects].map(async ([path, object]) => {
      const mode = (await tree.entry(path))?.mode === "100755" ? "100755" : "100644";
      return `${mode} ${object}	${path}\0`;
    })
  );
  return [...[...gone, ...deleted].map((path) => `0 ${ABSENT}	${path}\0`), ...written];
}
async function writeBlobs(git, changes, folder) {
  const blobs = changes.filter((change) => change.content !== null);
  if (blobs.length === 0) return /* @__PURE__ */ new Map();
  const files = await Promise.all(
    blobs.map(async (change, index) => {
      const file = join(folder, `blob-${index}`);
      await writeFile(file, change.content ?? "");
      return file;
    })
  );
  const { text } = await git(["hash-object", "-w", "--no-filters", "--stdin-paths"], {
    input: files.map((file) => `${file}
`).join("")
  });
  const objects = text.trim().split("\n");
  return new Map(blobs.map((change, index) => [change.path, objects[index] ?? ""]));
}
function datesOf(date) {
  const seconds = `${Math.floor(date.getTime() / 1e3)} +0000`;
  return { GIT_AUTHOR_DATE: seconds, GIT_COMMITTER_DATE: seconds };
}
function requirePlainPath(path) {
  const segments = path.split("/");
  const odd = segments.some((segment) => segment === "" || segment === "." || segment === "..");
  if (odd || segments.some((segment) => segment.toLowerCase() === ".git") || path.includes("\0")) {
    throw new UserError(
      `${JSON.stringify(path)}: not a path a commit may write.
  Give a path from the root of the repository, without "..", "." or ".git".`
    );
  }
}

// actions/lib/io/git/history.ts
init_oldest_node();

// actions/lib/io/git/dates.ts
init_oldest_node();
var LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);
function commitDate(seconds) {
  const time = Number(seconds) * 1e3;
  return new Date(Number.isNaN(time) ? 0 : Math.min(time, LATEST));
}

// actions/lib/io/git/history.ts
async function mergeBase(git, one, other) {
  const { exitCode, text } = await git(["merge-base", one, other], { allowFailure: true });
  return exitCode === 0 ? text.trim() : void 0;
}
async function mergeBases(git, one, other) {
  const { exitCode, text } = await git(["merge-base", "--all", one, other], { allowFailure: true });
  return exitCode === 0 ? text.trim().split("\n") : [];
}
async function log(git, tip, options = {}) {
  const range = options.since === void 0 ? [tip] : [tip, `^${options.since}`];
  const limit = options.limit === void 0 ? [] : [`--max-count=${options.limit}`];
  const { text } = await git([
    ...options.pathspecs === void 0 ? ["--literal-pathspecs"] : [],
    "log",
    "-z",
    "--format=%H%n%ct%n%B",
    ...limit,
    ...options.isFirstParent ? ["--first-parent"] : [],
    ...range,
    "--",
    ...options.pathspecs ?? options.paths ?? []
  ]);
  return text.split("\0").filter((record) => record !== "").map(toCommit);
}
async function logWithPaths(git, tip, since, { mergesToo } = {}) {
  const format = "--format=%x00%H %P%x00%ct%x00%B%x00";
  const merges = mergesToo ? ["--diff-merges=first-parent"] : [];
  const range = [tip, `^${since}`, "--"];
  const { text } = await git(["log", "-z", "--no-renames", "--name-only", ...merges, format, ...range]);
  const fields = text.split("\0");
  const commits = [];
  for (let at = 1; at + 3 < fields.length; ) {
    const [shas = "", date = "", message = ""] = fields.slice(at, at + 3);
    const [sha = "", ...parents] = shas.trim().split(" ");
    const end = fields.indexOf("", at + 4);
    const names = fields.slice(at + 4, end < 0 ? fields.length : end);
    const paths = names.map((name, index) => index === 0 ? name.replace(/^\n/, "") : name);
    commits.push({ ...toCommit([sha, date, message].join("\n")), paths, isMerge: parents.length > 1 });
    at = end < 0 ? fields.length : end + 1;
  }
  return commits;
}
async function pastBlobs(git, tip, folder, since) {
  const range = since === void 0 ? [tip] : [tip, `^${since}`];
  const options = ["--full-history", "--no-renames", "--raw", "--no-abbrev", "-z", "--format="];
  const { text } = await git(["--literal-pathspecs", "log", ...options, ...range, "--", folder]);
  const fields = text.split("\0").filter((field) => field !== "");
  const blobs = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , , object = "", status] = (fields[at] ?? "").trim().split(" ");
    if (status !== "D") blobs.push({ path: fields[at + 1] ?? "", object });
  }
  return blobs;
}
async function sharedAncestor(git, commits) {
  const { exitCode, text } = await git(["merge-base", "--octopus", ...commits], { allowFailure: true });
  return exitCode === 0 ? text.trim() : void 0;
}
async function changedPaths(git, from, to) {
  const { text } = await git(["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, to]);
  const fields = text.split("\0");
  const changed = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    changed.push({ status: fields[at] ?? "", path: fields[at + 1] ?? "" });
  }
  return changed;
}
function toCommit(record) {
  const [sha = "", date = "", ...rest] = record.replace(/^\n/, "").split("\n");
  const message = rest.join("\n").trimEnd();
  return { sha, subject: message.split("\n", 1)[0] ?? "", message, committedAt: commitDate(date) };
}

// actions/lib/io/git/merge.ts
init_oldest_node();
async function mergeCommits(git, identity, base, head) {
  if (await contains(git, head, base)) return { commit: head };
  return await mergeOneWay(git, identity, { base, head, config: [] });
}
var WAYS = [
  [
    ["merge.renames", "true"],
    ["merge.directoryRenames", "false"]
  ],
  [
    ["merge.renames", "true"],
    ["merge.directoryRenames", "true"]
  ],
  [["merge.renames", "false"]]
];
async function mergeEachWay(git, identity, base, head) {
  if (await contains(git, head, base)) return [{ commit: head }];
  const results = [];
  const trees = /* @__PURE__ */ new Set();
  for (const config of WAYS) {
    const merged = await mergeOneWay(git, identity, { base, head, config });
    const key = "commit" in merged ? await treeOf(git, merged.commit) : "conflict";
    if (!trees.has(key)) results.push(merged);
    trees.add(key);
  }
  return results;
}
async function contains(git, head, base) {
  const { exitCode } = await git(["merge-base", "--is-ancestor", base, head], { allowFailure: true });
  return exitCode === 0;
}
async function treeOf(git, commit) {
  return (await git(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])).text.trim();
}
async function mergeOneWay(git, identity, { base, head, config }) {
  const options = ["--write-tree", "-z", "--name-only", "--no-messages"];
  const merged = await git(["merge-tree", ...options, base, head], { allowFailure: true, config });
  const [tree = "", ...paths] = merged.text.split("\0").filter((field) => field !== "");
  if (merged.exitCode === 1) return { conflicts: [...new Set(paths)] };
  if (merged.exitCode !== 0)
    throw new Error(`git merge-tree ended with ${merged.exitCode}: ${merged.stderr}`);
  const message = `Merge ${head} into ${base}`;
  return { commit: await commitTree(git, identity, [base, head], tree, { message }) };
}

// actions/lib/io/git/missing.ts
init_oldest_node();
async function fetchMissing(remote, blobs) {
  if (blobs.length < 2 || !await remote.isPartial()) return;
  const missing = await missingOf(remote, blobs);
  if (missing.length === 0) return;
  await remote.call(
    [
      // Nothing to negotiate: what is asked for is what the other side is to send.
      ...["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"],
      ...["--no-recurse-submodules", "--filter=blob:none", "--stdin", remote.name]
    ],
    { input: missing.map((blob) => `${blob}
`).join("") }
  );
}
async function missingOf(remote, blobs) {
  const entries = [...new Set(blobs)].map((blob, index) => `100644 blob ${blob}	${index}
`);
  const { text: tree } = await remote.git(["mktree", "--missing"], { input: entries.join("") });
  const listed2 = ["rev-list", "--objects", "--no-walk", "--missing=print", tree.trim()];
  const { text } = await remote.git(listed2);
  return text.split("\n").flatMap((line) => line.startsWith("?") ? [line.slice(1)] : []);
}

// actions/lib/io/git/push.ts
init_oldest_node();

// actions/lib/io/git/remote.ts
init_oldest_node();

// actions/lib/io/git/credentials.ts
init_oldest_node();
function credentials(url, token) {
  const origin = originOf(url);
  if (token === void 0 || token === "" || origin === void 0) return [];
  const header = `http.${origin}/.extraHeader`;
  return [
    // An empty value drops what an earlier step left behind: two Authorization headers are answered with 400.
    ["http.extraHeader", ""],
    [header, ""],
    [header, authorization(token)],
    // Without it, a refused token would make git ask the machine's credential store for somebody else's.
    ["credential.helper", ""]
  ];
}
function credentialsFor(url, token) {
  if (token === void 0 || token === "" || originOf(url) === void 0) return [];
  const header = `http.${url}.extraHeader`;
  return [
    [header, ""],
    [header, authorization(token)],
    ["credential.helper", ""]
  ];
}
function authorization(token) {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
}
function originOf(url) {
  if (!/^https?:\/\//i.test(url)) return void 0;
  return new URL(url).origin;
}

// actions/lib/io/git/remote.ts
var NETWORK_DEADLINE_MS = 12e4;
var LOCK_ATTEMPTS = 5;
var PATIENCE = [
  ["http.lowSpeedLimit", "1"],
  ["http.lowSpeedTime", "90"]
];
function openRemote(git, name, token, shared = []) {
  let config;
  let last = Promise.resolve();
  let partial;
  const configured = async () => credentials(await remoteUrl(git, name), token);
  return {
    name,
    git,
    isPartial() {
      partial ??= isPromisor(git, name);
      return partial;
    },
    async read(args, options) {
      config ??= configured();
      const settings = await config.catch(() => []);
      return git(args, { ...options, config: [...settings, ...shared, ...options?.config ?? []] });
    },
    call(args, options = {}) {
      config ??= configured();
      const ready = Promise.all([config, last.catch(() => void 0)]);
      const result = ready.then(
        ([settings]) => git(args, {
          ...options,
          config: [...settings, ...shared, ...PATIENCE],
          timeoutMs: NETWORK_DEADLINE_MS
        })
      );
      last = result;
      return result;
    }
  };
}
async function fetchRefs(remote, refs) {
  let wanted = [...new Set(refs)];
  for (let attempt = 1; wanted.length > 0; attempt++) {
    const missing = await fetchOnce(remote, wanted, attempt < LOCK_ATTEMPTS);
    if (missing === void 0) break;
    wanted = wanted.filter((ref) => fullName(ref) !== missing);
    if (missing !== "") await remote.git(["update-ref", "-d", localName(remote.name, missing)]);
  }
  return wanted.length === 0 ? /* @__PURE__ */ new Map() : await localRefs(remote, wanted);
}
async function fetchOnce(remote, refs, mayRetry) {
  const specs = refs.map((ref) => `+${fullName(ref)}:${localName(remote.name, fullName(ref))}`);
  const options = ["--quiet", "--no-tags", "--prune", "--no-write-fetch-head", "--no-recurse-submodules"];
  const { exitCode, stderr } = await remote.call(["fetch", ...options, remote.name, ...specs], {
    allowFailure: true
  });
  if (exitCode === 0) return void 0;
  const missing = /couldn't find remote ref (\S+)/.exec(stderr)?.[1];
  if (missing !== void 0) return missing;
  if (mayRetry && /cannot lock ref|Unable to create '[^']*\.lock'/.test(stderr)) return "";
  throw remoteFault(remote.name, "fetch", stderr);
}
async function localRefs(remote, refs) {
  const patterns = refs.map((ref) => localName(remote.name, fullName(ref)));
  const { text } = await remote.git([
    "for-each-ref",
    "--format=%(refname) %(objectname) %(*objectname)",
    ...patterns.map(folderOfPattern)
  ]);
  const found = /* @__PURE__ */ new Map();
  for (const line of text.split("\n")) {
    const [name = "", object = "", peeled = ""] = line.split(" ");
    if (!patterns.some((pattern) => matches(pattern, name))) continue;
    found.set(askedName(remote.name, name), peeled === "" ? object : peeled);
  }
  return found;
}
async function unshallow(remote) {
  if (!await isShallow(remote)) return;
  await remote.call(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--unshallow", remote.name]);
}
var DEEPEN_STEPS = [64, 512, 4096];
async function deepen(remote, commits, isEnough) {
  for (const step of DEEPEN_STEPS) {
    if (await isEnough()) return true;
    if (!await isShallow(remote)) return false;
    const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
    await remote.call(["fetch", ...options, `--deepen=${step}`, remote.name, ...commits]);
  }
  if (await isEnough()) return true;
  await unshallow(remote);
  return isEnough();
}
async function fetchCommit(remote, sha) {
  const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const { exitCode } = await remote.call(["fetch", ...options, remote.name, sha], { allowFailure: true });
  return exitCode === 0;
}
async function isShallow(remote) {
  return (await remote.git(["rev-parse", "--is-shallow-repository"])).text.trim() === "true";
}
async function isPromisor(git, remote) {
  const asked = ["config", "--type=bool", "--get", `remote.${remote}.promisor`];
  const { text } = await git(asked, { allowFailure: true });
  return text.trim() === "true";
}
function fullName(ref) {
  return ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
}
function localName(remote, full) {
  if (full.startsWith("refs/heads/")) return `refs/remotes/${remote}/${full.slice("refs/heads/".length)}`;
  return `refs/slipway/${full.slice("refs/".length)}`;
}
function askedName(remote, local) {
  const heads = `refs/remotes/${remote}/`;
  return local.startsWith(heads) ? local.slice(heads.length) : `refs/${local.slice("refs/slipway/".length)}`;
}
function folderOfPattern(pattern) {
  const star = pattern.indexOf("*");
  return star < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf("/", star));
}
function matches(pattern, name) {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === name;
  return name.startsWith(pattern.slice(0, star)) && name.endsWith(pattern.slice(star + 1));
}
async function remoteUrl(git, remote) {
  const { exitCode, text } = await git(["remote", "get-url", remote], { allowFailure: true });
  if (exitCode === 0) return text.trim();
  throw new UserError(
    `git remote ${JSON.stringify(remote)}: not set in this clone.
  Add it: git remote add ${remote} <url>`
  );
}
function remoteFault(remote, verb, stderr) {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const words = lines.find((line) => line.startsWith("fatal:")) ?? lines.at(-1) ?? "no message";
  const denied = /Authentication failed|could not read Username|error: 40[13]/.test(stderr);
  const remedy = denied ? "Check SLIPWAY_TOKEN: it must be valid and allowed to do this in the repository." : "Check that the forge is reachable, then run this again: nothing was left half-written.";
  return new UserError(`git ${verb} ${remote}: ${words}
  ${remedy}`);
}

// actions/lib/io/git/push.ts
var LOST_RACE = /non-fast-forward|fetch first|cannot lock ref|incorrect old value|stale info|failed to update ref|failed to lock|reference already exists/i;
function isLostRace(words) {
  return LOST_RACE.test(words);
}
async function pushRefs(remote, updates) {
  if (updates.length === 0) return [];
  const leases = updates.filter((update) => update.expect !== void 0).map((update) => `--force-with-lease=${fullName(update.ref)}:${update.expect ?? ""}`);
  const { stdout, stderr, exitCode } = await push(remote, [...leases, remote.name, ...updates.map(refspec)]);
  const answers = answersByRef(stdout);
  const results = updates.map((update) => toResult(update, answers.get(fullName(update.ref)), stderr));
  if (results.every((result) => result === void 0)) {
    throw remoteFault(remote.name, exitCode === 0 ? "push (no answer)" : "push", stderr);
  }
  return await withoutImpossible(
    remote,
    results.map(
      (result, index) => result ?? { ref: updates[index]?.ref ?? "", status: "refused", reason: "the server gave no answer" }
    )
  );
}
async function withoutImpossible(remote, results) {
  const lost = results.filter(({ status, reason }) => status === "lost-race" && !MOVED.test(reason));
  if (lost.length === 0) return results;
  const { text } = await remote.call(["ls-remote", "--refs", remote.name]);
  const names = text.split("\n").flatMap((line) => line.split("	")[1] ?? []);
  return results.map((result) => {
    const inTheWay = lost.includes(result) ? obstaclesTo(fullName(result.ref), names) : [];
    if (inTheWay.length === 0) return result;
    const branches = inTheWay.map((name) => name.replace(/^refs\/heads\//, ""));
    const reason = `git cannot store it next to ${branches.join(", ")}; remove what is in the way: ${removalOf(branches)}`;
    return { ref: result.ref, status: "refused", reason };
  });
}
var MOVED = /non-fast-forward|fetch first|is at [0-9a-f]+ but expected/i;
async function push(remote, args) {
  const { text, stderr, exitCode } = await remote.call(["push", "--porcelain", "--no-verify", ...args], {
    allowFailure: true
  });
  return { stdout: text, stderr, exitCode };
}
function refspec(update) {
  const isForced = update.force && update.expect === void 0;
  return `${isForced ? "+" : ""}${update.to ?? ""}:${fullName(update.ref)}`;
}
function answersByRef(stdout) {
  const answers = /* @__PURE__ */ new Map();
  for (const line of stdout.split("\n")) {
    const [flag = "", refs = "", summary] = line.split("	");
    if (summary !== void 0) answers.set(refs.slice(refs.indexOf(":") + 1), { flag, summary });
  }
  return answers;
}
function toResult(update, answer, stderr) {
  if (answer === void 0) return void 0;
  const { flag, summary } = answer;
  if (flag === "=") return { ref: update.ref, status: "unchanged", reason: summary };
  if (flag !== "!") return { ref: update.ref, status: "pushed", reason: summary };
  if (isLostRace(summary)) return { ref: update.ref, status: "lost-race", reason: summary };
  return { ref: update.ref, status: "refused", reason: [summary, ...serverWords(stderr)].join("; ") };
}
function serverWords(stderr) {
  return stderr.split("\n").filter((line) => line.startsWith("remote:")).map((line) => line.slice("remote:".length).trim()).filter((line) => line !== "");
}

// actions/lib/io/git/records.ts
init_oldest_node();
var MARK = "";
var FORMAT = "--format=%x01%H%x00%P%x00%an%x00%ct%x00%B%x00";
async function records(git, tips, options = {}) {
  if (tips.length === 0) return [];
  const { text } = await git([
    ...["log", "-z", "--root", "--raw", "--no-abbrev", "--no-renames", "--topo-order", FORMAT],
    ...options.isFirstParent ? ["--first-parent", "--diff-merges=first-parent"] : ["--full-history"],
    ...options.limit === void 0 ? [] : [`--max-count=${options.limit}`],
    ...[...new Set(tips), "--", ...options.pathspecs ?? []]
  ]);
  return parse(text);
}
function parse(text) {
  const fields = text.split("\0");
  const found = [];
  for (let at = 0; at < fields.length; ) {
    const [, sha] = (fields[at] ?? "").split(MARK);
    if (sha === void 0) {
      at += 1;
      continue;
    }
    const [parents = "", author = "", seconds, message = ""] = fields.slice(at + 1, at + 5);
    const files = [];
    at += fields[at + 5] === "" ? 6 : 5;
    for (; /^\n?:/.test(fields[at] ?? ""); at += 2) {
      const [, , , object, status] = (fields[at] ?? "").trim().split(" ");
      files.push({ path: fields[at + 1] ?? "", object: status === "D" ? void 0 : object });
    }
    found.push({
      sha,
      parents: parents === "" ? [] : parents.split(" "),
      author,
      committedAt: commitDate(seconds),
      message: message.trimEnd(),
      files
    });
  }
  return found;
}

// actions/lib/io/git/replan.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";

// actions/lib/io/git/publish.ts
init_oldest_node();
async function land(git, prepared, publisher) {
  const { branch, tip, commit, message } = prepared;
  if (publisher === void 0 || tip === void 0) return pushed(git, prepared);
  const changes = await plainChanges(git, tip, commit);
  if (changes === void 0) return pushed(git, prepared);
  const answer = await publisher({ branch, expectedHead: tip, message, changes });
  if (!answer.committed) return { status: "lost-race", reason: answer.reason, commit };
  await requireSame(git, branch, commit, answer.sha);
  return { status: "pushed", commit: answer.sha };
}
async function pushed(git, { branch, tip, commit }) {
  const [result] = await git.push([{ ref: branch, to: commit, expect: tip ?? null }]);
  return { status: result?.status ?? "refused", reason: result?.reason ?? "no answer", commit };
}
async function plainChanges(git, tip, commit) {
  const [changed, tree] = await Promise.all([git.changedPaths(tip, commit), git.tree(commit)]);
  const written = changed.filter(({ status }) => status !== "D").map(({ path }) => path);
  const entries = await Promise.all(written.map((path) => tree.entry(path)));
  if (entries.some((entry) => entry?.mode !== "100644")) return void 0;
  return Promise.all(
    changed.map(async ({ path, status }) => ({
      path,
      content: status === "D" ? null : await tree.read(path) ?? null
    }))
  );
}
async function requireSame(git, branch, made, published) {
  await git.fetchCommit(published);
  const [ours, theirs] = await git.objectIds([`${made}^{tree}`, `${published}^{tree}`]);
  if (ours !== void 0 && ours === theirs) return;
  throw new UserError(
    `branch ${branch}: the forge committed ${published}, whose files are not those that were planned.
  Revert it, and report it: a commit by the API must hold the plan and nothing else.`
  );
}

// actions/lib/io/git/replan.ts
var ATTEMPTS = 10;
var FIRST_PAUSE_MS = 100;
var LONGEST_PAUSE_MS = 15e3;
var RaceNeverWon = class extends UserError {
  name = "RaceNeverWon";
  branch;
  attempts;
  constructor(branch, attempts, reason) {
    super(
      `branch ${branch}: lost the race for the push ${attempts} times (${reason}); nothing was pushed.
  Run this again: it plans again on the new tip.`
    );
    this.branch = branch;
    this.attempts = attempts;
  }
};
var PushRefused = class extends UserError {
  name = "PushRefused";
  constructor(branch, reason) {
    super(
      `branch ${branch}: the server refused the push: ${reason}
  Allow this bot to push there (branch protection, rulesets, hooks), or use another branch.`
    );
  }
};
async function pushReplanned(git, branch, plan, options = {}) {
  const attempts = options.attempts ?? ATTEMPTS;
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    const refs = await git.fetch(branch, ...options.alsoFetch ?? []);
    const tip = refs.get(branch);
    if (tip === void 0 && !options.create) {
      throw new UserError(`branch ${branch}: not on the remote.
  Push it first, or name another branch.`);
    }
    const planned = await plan(tip === void 0 ? emptyTree : await git.tree(tip), refs);
    const commit = planned === void 0 ? void 0 : await git.commitIfChanged(tip, planned);
    if (commit === void 0) return { commit: void 0, attempts: attempt };
    const message = planned?.message ?? "";
    const landing = await land(git, { branch, tip, commit, message }, options.publisher);
    if (landing.status === "pushed" || landing.status === "unchanged")
      return { commit: landing.commit, attempts: attempt };
    const reason = landing.reason ?? "no answer";
    if (landing.status !== "lost-race") throw new PushRefused(branch, reason);
    if (attempt >= attempts) throw new RaceNeverWon(branch, attempt, reason);
    await pause(pauseMs(attempt, performance.now() - began));
  }
}
function pauseMs(attempt, cycleMs) {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, cycleMs) * 2 ** attempt);
}

// actions/lib/io/git/revisions.ts
init_oldest_node();
async function revisions(git, tips, options = {}) {
  if (tips.length === 0) return /* @__PURE__ */ new Map();
  const { text } = await git([
    ...["log", "--first-parent", "--diff-merges=first-parent", "--root", "-z", "--raw", "--no-abbrev"],
    ...["--no-renames", "--format=commit %H %ct %P"],
    ...options.limit === void 0 ? [] : [`--max-count=${options.limit}`],
    ...options.since === void 0 ? [] : [`--since=${options.since.toISOString()}`],
    ...[...new Set(tips), "--"]
  ]);
  return parseRevisions(text);
}
function parseRevisions(text) {
  const found = /* @__PURE__ */ new Map();
  let files = [];
  const fields = text.split("\0");
  for (let at = 0; at < fields.length; at++) {
    const words = (fields[at] ?? "").trim().split(" ");
    if (words[0]?.startsWith(":")) {
      const [, , , object, status] = words;
      files.push({ path: fields[++at] ?? "", object: status === "D" ? void 0 : object });
    } else if (words[0] === "commit") {
      const [, sha = "", seconds, parent] = words;
      files = [];
      found.set(sha, { sha, parent, committedAt: commitDate(seconds), files });
    }
  }
  return found;
}

// actions/lib/io/git/sources.ts
init_oldest_node();

// actions/lib/domain/repository/sources.ts
init_oldest_node();
function isSameAddress(one, other) {
  return plainAddress(one) === plainAddress(other);
}
function webAddressOf(repository) {
  return repository.replace(/\/+$/, "").replace(/\.git$/, "");
}
function shortNameOf(repository) {
  return new URL(webAddressOf(repository)).pathname.slice(1);
}
function commitAddress(repository, sha) {
  return `${webAddressOf(repository)}/commit/${sha}`;
}
function plainAddress(address) {
  const plain = webAddressOf(address);
  return URL.canParse(plain) ? new URL(plain).href : plain;
}

// actions/lib/io/git/sources.ts
function openSources(place, shared) {
  const tried = /* @__PURE__ */ new Set();
  const opened = /* @__PURE__ */ new Map();
  let faults = [];
  let last = Promise.resolve([]);
  const open = async (source) => {
    const remote = opened.get(source.repository) ?? await openSource(place, shared, source);
    opened.set(source.repository, remote);
    return remote;
  };
  const fetchAll = async () => {
    const sources = await readSources(place);
    const found = [];
    for (const source of sources) {
      try {
        await fetchSource(await open(source), source);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        found.push(error);
      }
    }
    faults = found;
    return sources;
  };
  return {
    async bring(sha) {
      if (!tried.has(sha)) {
        tried.add(sha);
        last = last.then(fetchAll);
      }
      return (await last).length > 0;
    },
    async fetch(repository) {
      const sources = await readSources(place);
      const source = sources.find((each) => isSameAddress(each.repository, repository));
      if (source === void 0) throw notNamed(repository, sources, place.options.branch);
      const remote = await open(source);
      await fetchSource(remote, source);
      return await resolveCommit(place.clone, refOf(source)) ?? "";
    },
    fault(sha) {
      const [first] = faults;
      return first && new UserError(`commit ${sha.slice(0, 12)} is not known here: ${first.message}`);
    },
    async fetchMissing(blobs) {
      for (const remote of opened.values()) await fetchMissing(remote, blobs).catch(() => void 0);
    }
  };
}
async function readSources({
  clone,
  origin,
  options,
  openTree: openTree2
}) {
  const tip = await resolveCommit(clone, `refs/remotes/${origin.name}/${options.branch}`);
  return tip === void 0 ? [] : (await readConfig(openTree2(tip))).sources;
}
async function openSource({ clone, origin, options }, shared, source) {
  const name = remoteName(source);
  await clone(["config", `remote.${name}.url`, source.repository]);
  shared.push(...credentialsFor(source.repository, options.token));
  return { ...origin, name, isPartial: async () => true };
}
async function fetchSource(remote, source) {
  const refspec2 = `+refs/heads/${source.branch}:${refOf(source)}`;
  const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const { exitCode, stderr } = await remote.call(
    ["fetch", ...options, "--filter=blob:none", remote.name, refspec2],
    { allowFailure: true }
  );
  if (exitCode === 0) return;
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const words = lines.find((line) => line.startsWith("fatal:")) ?? lines.at(-1) ?? "no message";
  throw new UserError(
    `${source.repository}, branch ${source.branch}: cannot be read: ${words}
  Give a token that may read it (SLIPWAY_SOURCE_TOKEN), or correct \`sources\` of slipway.yaml. Nothing was written.`
  );
}
function remoteName({ repository }) {
  return `slipway-source-${new URL(repository).pathname.replace(/\.git$/, "").replace(/[^\w.-]+/g, "-")}`;
}
function refOf(source) {
  return `refs/slipway/sources/${remoteName(source)}/${source.branch}`;
}
function notNamed(repository, sources, branch) {
  const known = sources.map((each) => each.repository).join(", ") || "none";
  return new UserError(
    `repository: ${repository} is not among \`sources\` of slipway.yaml on ${branch}, so its commits are not released here (known: ${known}).
  Add it there by a reviewed commit: sources: [{ repository: ${repository} }].`
  );
}

// actions/lib/io/git/planned-tree.ts
init_oldest_node();
function plannedTree(tree, plan) {
  const changes = new Map(plan.changes.map(({ path, content }) => [path, content]));
  const isReplaced = (path) => (plan.replaceFolders ?? []).some((folder) => path.startsWith(`${folder}/`));
  return {
    commit: tree.commit,
    async read(path) {
      const content = changes.get(path);
      if (content === null || content === void 0 && isReplaced(path)) return void 0;
      return content === void 0 ? tree.read(path) : Buffer.from(content);
    },
    async list(path) {
      const kept = (await tree.list(path)).filter((file) => !changes.has(file) && !isReplaced(file));
      const added = [...changes].filter(([file, content]) => content !== null && (path === "" || file.startsWith(`${path}/`))).map(([file]) => file);
      return [...kept, ...added].sort();
    },
    // What is not written has no object id; asking for one would compare a plan with a past.
    entry: async (path) => changes.has(path) || isReplaced(path) ? void 0 : tree.entry(path)
  };
}

// actions/lib/io/git/git.ts
var FULL_SHA = /^[0-9a-f]{40}$/;
function openGit(dir, options) {
  const command = commandFor(dir);
  const shared = [];
  const remote = openRemote(command, options.remote ?? "origin", options.token, shared);
  const { identity } = options;
  const readBlobs = async (blobs) => {
    await fetchMissing(remote, blobs);
    await sources?.fetchMissing(blobs);
    return catFile(remote.read, blobs);
  };
  const resolveHere = together(
    (shas) => objectIds(
      command,
      shas.map((sha) => `${sha}^{commit}`)
    )
  );
  const sources = options.sources && openSources(
    {
      clone: command,
      origin: remote,
      options: options.sources,
      openTree: (commit) => openTree(remote.read, commit)
    },
    shared
  );
  const resolveSha = async (sha) => await resolveHere(sha) ?? (await sources?.bring(sha) ? resolveHere(sha) : void 0);
  const requireLookedFor = async (sha) => {
    const fault = await resolveSha(sha) === void 0 ? sources?.fault(sha) : void 0;
    if (fault !== void 0) throw fault;
  };
  const isAncestor = together((pairs) => areAncestors(command, pairs));
  const git = {
    resolve: (ref) => FULL_SHA.test(ref) ? resolveSha(ref) : resolveCommit(command, ref),
    async tree(commitish) {
      const commit = await git.resolve(commitish);
      if (commit !== void 0) return openTree(remote.read, commit, readBlobs);
      const fault = sources?.fault(commitish);
      if (fault !== void 0) throw fault;
      throw new UserError(
        `commit ${JSON.stringify(commitish)}: not in this clone.
  Fetch it (actions/checkout: fetch-depth: 0), or name a commit that exists.`
      );
    },
    async isAncestor(ancestor, descendant) {
      if (sources !== void 0) await Promise.all([ancestor, descendant].map(requireLookedFor));
      return isAncestor({ ancestor, descendant });
    },
    mergeBase: (one, other) => mergeBase(command, one, other),
    mergeBases: (one, other) => mergeBases(command, one, other),
    log: (tip, logOptions) => log(remote.read, tip, logOptions),
    changedPaths: (from, to) => changedPaths(remote.read, from, to),
    fetch: (...refs) => fetchRefs(remote, refs),
    logWithPaths: (tip, since, pathOptions) => logWithPaths(remote.read, tip, since, pathOptions),
    revisions: (tips, revisionOptions) => revisions(remote.read, tips, revisionOptions),
    records: (tips, recordOptions) => records(remote.read, tips, recordOptions),
    contents: async (objects) => objects.length === 0 ? /* @__PURE__ */ new Map() : readBlobs([...new Set(objects)]),
    objectIds: (names) => objectIds(remote.read, names),
    sharedAncestor: (commits) => sharedAncestor(command, commits),
    async pastContents(tip, folder, { matching, since }) {
      const blobs = await pastBlobs(remote.read, tip, folder, since);
      const found = blobs.filter(({ path }) => matching.test(path));
      const contents = await readBlobs([...new Set(found.map(({ object }) => object))]);
      return found.map(({ path, object }) => ({ path, content: contents.get(object) }));
    },
    deepen: (commits, isEnough) => deepen(remote, commits, isEnough),
    fetchCommit: (sha) => fetchCommit(remote, sha),
    fetchSource: (repository) => requireSources(sources).fetch(repository),
    unshallow: () => unshallow(remote),
    async commit(parent, plan) {
      return commitTree(command, identity, listed(parent), await writeTree(command, parent, plan), plan);
    },
    async commitIfChanged(parent, plan) {
      const tree = await writeTree(command, parent, plan);
      if (parent !== void 0 && tree === await treeIdOf(parent)) return void 0;
      return commitTree(command, identity, listed(parent), tree, plan);
    },
    merge: (base, head) => mergeCommits(remote.read, identity, base, head),
    mergeEachWay: (base, head) => mergeEachWay(remote.read, identity, base, head),
    push: (updates) => pushRefs(remote, updates),
    pushReplanned: (branch, plan, replanOptions) => pushReplanned(git, branch, plan, { publisher: options.publisher, ...replanOptions })
  };
  const treeIdOf = async (commit) => (await command(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])).text.trim();
  return git;
}
function requireSources(sources) {
  if (sources !== void 0) return sources;
  throw new Error("this Git was opened without sources");
}
function listed(parent) {
  return parent === void 0 ? [] : [parent];
}

export {
  commandFor,
  SYMBOLIC_LINK,
  SUBMODULE,
  obstaclesTo,
  withObstacles,
  removalOf,
  land,
  webAddressOf,
  shortNameOf,
  commitAddress,
  plannedTree,
  openGit
};
