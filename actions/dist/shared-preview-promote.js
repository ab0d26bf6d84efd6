// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  printable,
  require_dist
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/manifest-diff/secret-text.ts
init_oldest_node();

// actions/lib/domain/manifest-diff/secret-names.ts
init_oldest_node();
var ANYWHERE = /passw|passphrase|passcode|requirepass|masterauth|mnemonic|secret|token|credential|authorization|bearer|cookie|api[-_.]?key|access[-_.]?key|account[-_.]?key|private[-_.]?key|signing[-_.]?key|encryption[-_.]?key|connection[-_.]?string/i;
var WHOLE_WORD = /(?:^|[-_.\s])(?:key|keys|pass|pwd|pw|auth|dsn|sas|jwt|otp|salt|creds?|signature|sig|seed|nkey)(?:[-_.\s]|$)/i;
function isSecretName(name) {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return ANYWHERE.test(words) || WHOLE_WORD.test(words);
}
var REFERENCE = /(?:Ref|Refs|Name|Names|Selector|Selectors|ExpirationSeconds|StoreRef)$|^(?:key|keys|imagePullSecrets|automountServiceAccountToken|serviceAccountToken)$/;
function isSecretField(name) {
  return !REFERENCE.test(name) && isSecretName(name);
}
var LOCATION = /* @__PURE__ */ new Set([
  ...[
    "name",
    "namespace",
    "secretName",
    "key",
    "kind",
    "apiVersion",
    "optional",
    "defaultMode",
    "mode",
    "items"
  ],
  ...["path", "audience", "expirationSeconds", "mountPath"]
]);
var isLocation = (name) => LOCATION.has(name);

// actions/lib/domain/manifest-diff/secret-text.ts
var HIDDEN = "(redacted)";
var PEM = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g;
var LOGIN = /([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/@:"'<>]{0,200}:[^\s"'<>]{0,2000}|[^\s/@"'<>]{1,2000})@/gi;
var SCHEME = /\b(bearer|basic|digest|negotiate)(\s+)[\w.~+/=-]{6,}/gi;
var TOKEN_SHAPES = [
  /\bgh[opsur]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_\w{16,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bxox[abposr]-[\w-]{10,}/g,
  /\b[sr]k_(?:live|test)_\w{10,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\bhooks\.slack\.com\/services\/\S+/g,
  /\bdiscord(?:app)?\.com\/api\/webhooks\/\S+/g,
  /\bwebhook\.office\.com\/\S+/g,
  /\bapi\.telegram\.org\/bot\S+/g,
  /\bsk-[\w-]{16,}/g,
  /\b(?:hf|dop_v1|shp(?:at|ca|pa|ss)|dckr_pat|gls?[ac])_[\w-]{16,}/g,
  /\bpypi-[\w-]{16,}/g,
  /\bhv[sbr]\.[\w-]{16,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{16,}/g,
  /\bS[UANOCX][A-Z2-7]{56}\b/g,
  // Hashes of passwords, as /etc/shadow and htpasswd have them.
  /\$(?:apr1|2[abxy]|1|5|6|y|argon2\w{1,2})\$[\w./$+=,-]{8,}/g
];
var PLACES = [
  /(\bpassw(?:or)?d\s{1,20})(?:"[^"]*"|'[^']*')/gi,
  /(\blogin\s{1,20}\S{1,200}\s{1,20}password\s{1,20})\S+/gi,
  /((?:^|\s)(?:-u|--user)[\s=]\s{0,20}[^\s:]{1,200}:)\S+/g,
  /(\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\s[^\n|;]{0,500}?(?:^|\s)-p)[^\s-]\S*/g,
  /(\bredis-cli\s[^\n|;]{0,500}?\s-a\s{1,20})\S+/g,
  /^([^\s:#]{1,255}:(?:\d{1,5}|\*):[^\s:]{1,255}:[^\s:]{1,255}:).+$/gm
];
var ELEMENT = /(<([A-Za-z][\w.:-]{0,80})(?:\s[^<>]{0,500})?>)([^<]{1,2000})(?=<\/)/g;
var TWO_WORDS = /^(\s*(?:(?:set|proxy_set_header|export)\s+)?)([A-Za-z][\w.-]{0,80})(\s+)(\S.*)$/;
var ONE_VALUE = /^(?:"[^"]*"|'[^']*'|\S+)$/;
function withoutSecrets(text) {
  let clean = text.replace(PEM, HIDDEN).replace(LOGIN, `$1${HIDDEN}@`).replace(SCHEME, `$1$2${HIDDEN}`);
  for (const shape of TOKEN_SHAPES) clean = clean.replace(shape, HIDDEN);
  for (const place of PLACES) clean = clean.replace(place, `$1${HIDDEN}`);
  clean = clean.replace(
    ELEMENT,
    (whole, open, name) => isSecretName(name) ? `${open}${HIDDEN}` : whole
  );
  return withoutNamedValues(clean);
}
var NAMED = /(\\{0,8}["']?)([A-Za-z][\w.-]{0,80})\1(\s{0,80}(?:=>|->|[:?+]?=|%3[ad]|[:|;])\s{0,80})/gi;
var FLAG = /((?:^|\s)--?)([A-Za-z][\w-]{0,80})(\s+)("[^"]*"|'[^']*'|[^\s-]\S*)/g;
var LABEL = /\b(?:name|key|header|headerName)\\{0,8}["']?\s{0,20}[:=]\s{0,20}\\{0,8}["']?([\w.-]{1,80})/gi;
var VALUE = /^(?:value|values|val|stringValue)$/i;
function isLabelled(line) {
  return [...(line ?? "").matchAll(LABEL)].some(([, label = ""]) => isSecretName(label));
}
function withoutNamedValues(text) {
  const all = text.split("\n");
  const labelled = all.map(isLabelled);
  const lines2 = [];
  let below;
  for (const [index, line] of all.entries()) {
    const indent = line.search(/\S/);
    if (below !== void 0 && (indent < 0 || isBelow(below, line, indent))) {
      if (indent >= 0) {
        lines2.push(`${" ".repeat(indent)}${HIDDEN}`);
        below = { ...below, isNext: line.endsWith("\\") };
      } else lines2.push(line);
      continue;
    }
    const isValue = [index - 1, index, index + 1].some((near) => labelled[near] === true);
    const hidden = withoutNamedValue(line, isValue);
    below = hidden.goesOn === void 0 ? void 0 : { indent: Math.max(indent, 0), ...hidden.goesOn };
    lines2.push(hidden.line);
  }
  return lines2.join("\n");
}
function isBelow({ indent, isNext }, line, at2) {
  return isNext || at2 > indent || at2 === indent && /^\s*(?:-\s|["'][^"']*["'],?\s*$)/.test(line);
}
function withoutNamedValue(line, isValue) {
  let clean = "";
  let at2 = 0;
  let goesOn;
  for (const match of line.matchAll(NAMED)) {
    const [whole, , name = "", separator = ""] = match;
    const isSecret = isSecretName(name) || isValue && VALUE.test(name);
    if (match.index < at2 || !isSecret || isAddress(line, match, separator)) continue;
    const start = match.index + whole.length;
    const end = endOfValue(line, start);
    const value = line.slice(start, end).trim();
    clean += line.slice(at2, start);
    if (/^[|>][+-]?\d*$/.test(value) || value === "" || value === "{" || value === "[") {
      return { line: clean + line.slice(start), goesOn: { isNext: false } };
    }
    if (value.endsWith("\\")) goesOn = { isNext: true };
    else if (/^["']/.test(value) && (value.length === 1 || value.at(-1) !== value[0]))
      goesOn = { isNext: false };
    clean += value.startsWith(HIDDEN) ? line.slice(start, end) : HIDDEN;
    at2 = end;
  }
  return { line: withoutLooseValues(clean + line.slice(at2)), goesOn };
}
function isAddress(line, { index, 0: whole }, separator) {
  if (separator !== ":" || line.slice(Math.max(index - 2, 0), index) !== "//") return false;
  return /\d/.test(line.charAt(index + whole.length));
}
function endOfValue(line, start) {
  const quote = line[start];
  if (quote !== '"' && quote !== "'") return line.length;
  for (let at2 = start + 1; at2 < line.length; at2 += 1) {
    if (line[at2] === "\\" && quote === '"') at2 += 1;
    else if (line[at2] === quote) return at2 + 1;
  }
  return line.length;
}
function withoutLooseValues(line) {
  const [, before = "", word = "", blank = "", rest = ""] = TWO_WORDS.exec(line) ?? [];
  const value = rest.trimEnd().replace(/;$/, "");
  if (isSecretName(word) && ONE_VALUE.test(value)) {
    return `${before}${word}${blank}${HIDDEN}${rest.slice(value.length)}`;
  }
  return line.replace(
    FLAG,
    (whole, dashes, name, space) => isSecretName(name) ? `${dashes}${name}${space}${HIDDEN}` : whole
  );
}

// actions/lib/domain/manifest-diff/compare.ts
init_oldest_node();

// node_modules/diff/libesm/index.js
init_oldest_node();

// node_modules/diff/libesm/diff/base.js
init_oldest_node();
var Diff = class {
  diff(oldStr, newStr, options = {}) {
    let callback;
    if (typeof options === "function") {
      callback = options;
      options = {};
    } else if ("callback" in options) {
      callback = options.callback;
    }
    const oldString = this.castInput(oldStr, options);
    const newString = this.castInput(newStr, options);
    const oldTokens = this.removeEmpty(this.tokenize(oldString, options));
    const newTokens = this.removeEmpty(this.tokenize(newString, options));
    return this.diffWithOptionsObj(oldTokens, newTokens, options, callback);
  }
  diffWithOptionsObj(oldTokens, newTokens, options, callback) {
    var _a;
    const done = (value) => {
      value = this.postProcess(value, options);
      if (callback) {
        setTimeout(function() {
          callback(value);
        }, 0);
        return void 0;
      } else {
        return value;
      }
    };
    const newLen = newTokens.length, oldLen = oldTokens.length;
    let editLength = 1;
    let maxEditLength = newLen + oldLen;
    if (options.maxEditLength != null) {
      maxEditLength = Math.min(maxEditLength, options.maxEditLength);
    }
    const maxExecutionTime = (_a = options.timeout) !== null && _a !== void 0 ? _a : Infinity;
    const abortAfterTimestamp = Date.now() + maxExecutionTime;
    const bestPath = [{ oldPos: -1, lastComponent: void 0 }];
    let newPos = this.extractCommon(bestPath[0], newTokens, oldTokens, 0, options);
    if (bestPath[0].oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
      return done(this.buildValues(bestPath[0].lastComponent, newTokens, oldTokens));
    }
    let minDiagonalToConsider = -Infinity, maxDiagonalToConsider = Infinity;
    const execEditLength = () => {
      for (let diagonalPath = Math.max(minDiagonalToConsider, -editLength); diagonalPath <= Math.min(maxDiagonalToConsider, editLength); diagonalPath += 2) {
        let basePath;
        const removePath = bestPath[diagonalPath - 1], addPath = bestPath[diagonalPath + 1];
        if (removePath) {
          bestPath[diagonalPath - 1] = void 0;
        }
        let canAdd = false;
        if (addPath) {
          const addPathNewPos = addPath.oldPos - diagonalPath;
          canAdd = addPath && 0 <= addPathNewPos && addPathNewPos < newLen;
        }
        const canRemove = removePath && removePath.oldPos + 1 < oldLen;
        if (!canAdd && !canRemove) {
          bestPath[diagonalPath] = void 0;
          continue;
        }
        if (!canRemove || canAdd && removePath.oldPos < addPath.oldPos) {
          basePath = this.addToPath(addPath, true, false, 0, options);
        } else {
          basePath = this.addToPath(removePath, false, true, 1, options);
        }
        newPos = this.extractCommon(basePath, newTokens, oldTokens, diagonalPath, options);
        if (basePath.oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
          return done(this.buildValues(basePath.lastComponent, newTokens, oldTokens)) || true;
        } else {
          bestPath[diagonalPath] = basePath;
          if (basePath.oldPos + 1 >= oldLen) {
            maxDiagonalToConsider = Math.min(maxDiagonalToConsider, diagonalPath - 1);
          }
          if (newPos + 1 >= newLen) {
            minDiagonalToConsider = Math.max(minDiagonalToConsider, diagonalPath + 1);
          }
        }
      }
      editLength++;
    };
    if (callback) {
      (function exec() {
        setTimeout(function() {
          if (editLength > maxEditLength || Date.now() > abortAfterTimestamp) {
            return callback(void 0);
          }
          if (!execEditLength()) {
            exec();
          }
        }, 0);
      })();
    } else {
      while (editLength <= maxEditLength && Date.now() <= abortAfterTimestamp) {
        const ret = execEditLength();
        if (ret) {
          return ret;
        }
      }
    }
  }
  addToPath(path, added, removed, oldPosInc, options) {
    const last = path.lastComponent;
    if (last && !options.oneChangePerToken && last.added === added && last.removed === removed) {
      return {
        oldPos: path.oldPos + oldPosInc,
        lastComponent: { count: last.count + 1, added, removed, previousComponent: last.previousComponent }
      };
    } else {
      return {
        oldPos: path.oldPos + oldPosInc,
        lastComponent: { count: 1, added, removed, previousComponent: last }
      };
    }
  }
  extractCommon(basePath, newTokens, oldTokens, diagonalPath, options) {
    const newLen = newTokens.length, oldLen = oldTokens.length;
    let oldPos = basePath.oldPos, newPos = oldPos - diagonalPath, commonCount = 0;
    while (newPos + 1 < newLen && oldPos + 1 < oldLen && this.equals(oldTokens[oldPos + 1], newTokens[newPos + 1], options)) {
      newPos++;
      oldPos++;
      commonCount++;
      if (options.oneChangePerToken) {
        basePath.lastComponent = { count: 1, previousComponent: basePath.lastComponent, added: false, removed: false };
      }
    }
    if (commonCount && !options.oneChangePerToken) {
      basePath.lastComponent = { count: commonCount, previousComponent: basePath.lastComponent, added: false, removed: false };
    }
    basePath.oldPos = oldPos;
    return newPos;
  }
  equals(left, right, options) {
    if (options.comparator) {
      return options.comparator(left, right);
    } else {
      return left === right || !!options.ignoreCase && left.toLowerCase() === right.toLowerCase();
    }
  }
  removeEmpty(array) {
    const ret = [];
    for (let i = 0; i < array.length; i++) {
      if (array[i]) {
        ret.push(array[i]);
      }
    }
    return ret;
  }
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  castInput(value, options) {
    return value;
  }
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  tokenize(value, options) {
    return Array.from(value);
  }
  join(chars) {
    return chars.join("");
  }
  postProcess(changeObjects, options) {
    return changeObjects;
  }
  get useLongestToken() {
    return false;
  }
  buildValues(lastComponent, newTokens, oldTokens) {
    const components = [];
    let nextComponent;
    while (lastComponent) {
      components.push(lastComponent);
      nextComponent = lastComponent.previousComponent;
      delete lastComponent.previousComponent;
      lastComponent = nextComponent;
    }
    components.reverse();
    const componentLen = components.length;
    let componentPos = 0, newPos = 0, oldPos = 0;
    for (; componentPos < componentLen; componentPos++) {
      const component = components[componentPos];
      if (!component.removed) {
        if (!component.added && this.useLongestToken) {
          let value = newTokens.slice(newPos, newPos + component.count);
          value = value.map(function(value2, i) {
            const oldValue = oldTokens[oldPos + i];
            return oldValue.length > value2.length ? oldValue : value2;
          });
          component.value = this.join(value);
        } else {
          component.value = this.join(newTokens.slice(newPos, newPos + component.count));
        }
        newPos += component.count;
        if (!component.added) {
          oldPos += component.count;
        }
      } else {
        component.value = this.join(oldTokens.slice(oldPos, oldPos + component.count));
        oldPos += component.count;
      }
    }
    return components;
  }
};

// node_modules/diff/libesm/diff/line.js
init_oldest_node();
var LineDiff = class extends Diff {
  constructor() {
    super(...arguments);
    this.tokenize = tokenize;
  }
  equals(left, right, options) {
    if (options.ignoreWhitespace) {
      if (!options.newlineIsToken || !left.includes("\n")) {
        left = left.trim();
      }
      if (!options.newlineIsToken || !right.includes("\n")) {
        right = right.trim();
      }
    } else if (options.ignoreNewlineAtEof && !options.newlineIsToken) {
      if (left.endsWith("\n")) {
        left = left.slice(0, -1);
      }
      if (right.endsWith("\n")) {
        right = right.slice(0, -1);
      }
    }
    return super.equals(left, right, options);
  }
};
var lineDiff = new LineDiff();
function diffLines(oldStr, newStr, options) {
  return lineDiff.diff(oldStr, newStr, options);
}
function tokenize(value, options) {
  if (options.stripTrailingCr) {
    value = value.replace(/\r\n/g, "\n");
  }
  const retLines = [], linesAndNewlines = value.split(/(\n|\r\n)/);
  if (!linesAndNewlines[linesAndNewlines.length - 1]) {
    linesAndNewlines.pop();
  }
  for (let i = 0; i < linesAndNewlines.length; i++) {
    const line = linesAndNewlines[i];
    if (i % 2 && !options.newlineIsToken) {
      retLines[retLines.length - 1] += line;
    } else {
      retLines.push(line);
    }
  }
  return retLines;
}

// node_modules/diff/libesm/patch/create.js
init_oldest_node();
function structuredPatch(oldFileName, newFileName, oldStr, newStr, oldHeader, newHeader, options) {
  let optionsObj;
  if (!options) {
    optionsObj = {};
  } else if (typeof options === "function") {
    optionsObj = { callback: options };
  } else {
    optionsObj = options;
  }
  if (typeof optionsObj.context === "undefined") {
    optionsObj.context = 4;
  }
  const context = optionsObj.context;
  if (optionsObj.newlineIsToken) {
    throw new Error("newlineIsToken may not be used with patch-generation functions, only with diffing functions");
  }
  if (!optionsObj.callback) {
    return diffLinesResultToPatch(diffLines(oldStr, newStr, optionsObj));
  } else {
    const { callback } = optionsObj;
    diffLines(oldStr, newStr, Object.assign(Object.assign({}, optionsObj), { callback: (diff) => {
      const patch = diffLinesResultToPatch(diff);
      callback(patch);
    } }));
  }
  function diffLinesResultToPatch(diff) {
    if (!diff) {
      return;
    }
    diff.push({ value: "", lines: [] });
    function contextLines(lines2) {
      return lines2.map(function(entry) {
        return " " + entry;
      });
    }
    const hunks = [];
    let oldRangeStart = 0, newRangeStart = 0, curRange = [], oldLine = 1, newLine = 1;
    for (let i = 0; i < diff.length; i++) {
      const current = diff[i], lines2 = current.lines || splitLines(current.value);
      current.lines = lines2;
      if (current.added || current.removed) {
        if (!oldRangeStart) {
          const prev = diff[i - 1];
          oldRangeStart = oldLine;
          newRangeStart = newLine;
          if (prev) {
            curRange = context > 0 ? contextLines(prev.lines.slice(-context)) : [];
            oldRangeStart -= curRange.length;
            newRangeStart -= curRange.length;
          }
        }
        for (const line of lines2) {
          curRange.push((current.added ? "+" : "-") + line);
        }
        if (current.added) {
          newLine += lines2.length;
        } else {
          oldLine += lines2.length;
        }
      } else {
        if (oldRangeStart) {
          if (lines2.length <= context * 2 && i < diff.length - 2) {
            for (const line of contextLines(lines2)) {
              curRange.push(line);
            }
          } else {
            const contextSize = Math.min(lines2.length, context);
            for (const line of contextLines(lines2.slice(0, contextSize))) {
              curRange.push(line);
            }
            const hunk = {
              oldStart: oldRangeStart,
              oldLines: oldLine - oldRangeStart + contextSize,
              newStart: newRangeStart,
              newLines: newLine - newRangeStart + contextSize,
              lines: curRange
            };
            hunks.push(hunk);
            oldRangeStart = 0;
            newRangeStart = 0;
            curRange = [];
          }
        }
        oldLine += lines2.length;
        newLine += lines2.length;
      }
    }
    for (const hunk of hunks) {
      for (let i = 0; i < hunk.lines.length; i++) {
        if (hunk.lines[i].endsWith("\n")) {
          hunk.lines[i] = hunk.lines[i].slice(0, -1);
        } else {
          hunk.lines.splice(i + 1, 0, "\\ No newline at end of file");
          i++;
        }
      }
    }
    return {
      oldFileName,
      newFileName,
      oldHeader,
      newHeader,
      hunks
    };
  }
}
function splitLines(text) {
  const hasTrailingNl = text.endsWith("\n");
  const result = text.split("\n").map((line) => line + "\n");
  if (hasTrailingNl) {
    result.pop();
  } else {
    result.push(result.pop().slice(0, -1));
  }
  return result;
}

// actions/lib/domain/manifest-diff/compare.ts
var import_yaml2 = __toESM(require_dist(), 1);

// actions/lib/domain/manifest-diff/redact.ts
init_oldest_node();
import { isDeepStrictEqual } from "node:util";

// actions/lib/domain/manifest-diff/resources.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
function documents(stream) {
  return stream.split(/^---(?: .*)?$/m).map((text) => text.replace(/^\n+/, "").trimEnd()).filter((text) => text.replace(/^#.*$/gm, "").trim() !== "");
}
function toResource(text) {
  const value = parsed(text);
  const metadata = fields(value.metadata);
  const { namespace, name } = metadata;
  return {
    kind: typeof value.kind === "string" ? value.kind : "(no kind)",
    namespace: typeof namespace === "string" ? namespace : void 0,
    name: typeof name === "string" ? name : (text.split("\n", 1)[0] ?? "").slice(0, 80),
    value
  };
}
function title({ kind, namespace, name }) {
  return `${kind} ${namespace === void 0 ? "" : `${namespace}/`}${name}`;
}
function parsed(text) {
  try {
    return fields((0, import_yaml.parse)(text, { maxAliasCount: 100, uniqueKeys: false, logLevel: "silent" }));
  } catch {
    return {};
  }
}
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function fields(value) {
  return isFields(value) ? value : {};
}
function items(value) {
  return Array.isArray(value) ? value : [];
}
function at(value, ...path) {
  return path.reduce((inner, key) => fields(inner)[key], value);
}

// actions/lib/domain/manifest-diff/redact.ts
var CHANGED = "(redacted, changed)";
function redacted(value, before) {
  const isCompared = before !== void 0;
  const copy = (inner, other, isBelowSecret) => {
    if (Array.isArray(inner)) {
      return inner.map((item, index) => {
        const twinOfItem = twin(item, index, other);
        return isSecretFlag(inner[index - 1]) ? veiled(item, twinOfItem, isCompared) : copy(item, twinOfItem, isBelowSecret);
      });
    }
    if (isFields(inner)) {
      return mapped(
        inner,
        (child, name) => field(child, fields(other)[name], { parent: inner, name, isBelowSecret })
      );
    }
    if (isBelowSecret && isReadable(inner)) return veiled(inner, other, isCompared);
    return typeof inner === "string" ? scrubbed(inner, other) : inner;
  };
  const field = (child, other, { parent, name, isBelowSecret }) => {
    if (name === LAST_APPLIED) return veiled(child, other, isCompared);
    const isHidden = entriesHidden(value.kind, name);
    if (isHidden !== void 0 && isFields(child)) {
      return mapped(child, (entry, key) => {
        const twinOfEntry = fields(other)[key];
        return isHidden(key) ? veiled(entry, twinOfEntry, isCompared) : copy(entry, twinOfEntry, false);
      });
    }
    const isSecretValue = isHidden !== void 0 || isSecretField(name) || isValueOfSecret(parent, name) || isBelowSecret && !isLocation(name);
    if (isFields(child) || Array.isArray(child)) return copy(child, other, isSecretValue);
    return isSecretValue && isReadable(child) ? veiled(child, other, isCompared) : copy(child, other, false);
  };
  return fields(copy(value, before, false));
}
function entriesHidden(kind, field) {
  if (kind === "Secret" && (field === "data" || field === "stringData")) return () => true;
  if (kind === "ConfigMap" && (field === "data" || field === "binaryData")) return isSecretName;
  return void 0;
}
var isReadable = (value) => typeof value === "string" || typeof value === "number";
var VALUE2 = /^(?:value|values|val|stringValue)$/;
function isValueOfSecret(parent, name) {
  if (!VALUE2.test(name)) return false;
  return [parent.name, parent.key, parent.header, parent.headerName].some(
    (label) => typeof label === "string" && isSecretName(label)
  );
}
function isSecretFlag(argument) {
  return typeof argument === "string" && /^--?[\w-]+\s*$/.test(argument) && isSecretName(argument);
}
var LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
function veiled(value, other, isCompared) {
  return isCompared && !isDeepStrictEqual(value, other) ? CHANGED : HIDDEN;
}
function twin(item, index, other) {
  if (!Array.isArray(other)) return void 0;
  const { name } = fields(item);
  return typeof name === "string" ? other.find((each) => fields(each).name === name) : other[index];
}
function scrubbed(text, other) {
  const clean = withoutSecrets(text);
  const isMasked = typeof other === "string" && other !== text && withoutSecrets(other) === clean;
  return isMasked ? clean.replaceAll(HIDDEN, CHANGED) : clean;
}
function mapped(value, map) {
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, child === void 0 ? null : map(child, name)])
  );
}

// actions/lib/domain/manifest-diff/compare.ts
var CONTEXT = 3;
var MOST_EDITS = 2e3;
var LONGEST_LINE = 2e3;
function compareManifests(before, after) {
  if (before === after) return [];
  const [old, renewed] = [documents(before), documents(after)];
  const [inOld, inRenewed] = [new Set(old), new Set(renewed)];
  const gone = byTitle(old.filter((text) => !inRenewed.has(text)));
  const come = byTitle(renewed.filter((text) => !inOld.has(text)));
  return paired(gone, come).flatMap(([one, other]) => {
    const diff = unified(one?.value, other?.value);
    const subject = other ?? one;
    if (subject === void 0 || diff === "") return [];
    const resource = one === void 0 || other === void 0 ? title(subject) : titleOfPair(one, other);
    return [{ resource, kind: subject.kind, before: one?.value, after: other?.value, diff }];
  });
}
function byTitle(texts) {
  const found = /* @__PURE__ */ new Map();
  for (const resource of texts.map(toResource)) {
    const name = title(resource);
    found.set(found.has(name) ? `${name} (another of this name, ${found.size})` : name, resource);
  }
  return found;
}
function paired(gone, come) {
  const left = new Map(come);
  const pairs = [];
  const lonely = [];
  for (const [name, one] of gone) {
    const other = left.get(name);
    if (other === void 0) lonely.push([name, one]);
    else pairs.push([name, [one, other]]);
    left.delete(name);
  }
  for (const [name, one] of lonely) {
    const renamed = [...left].find(([, other]) => isSameButHash(one, other));
    if (renamed !== void 0) left.delete(renamed[0]);
    pairs.push([name, [one, renamed?.[1]]]);
  }
  for (const [name, other] of left) pairs.push([name, [void 0, other]]);
  return pairs.toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0).map(([, pair]) => pair);
}
function isSameButHash(one, other) {
  if (one.kind !== "ConfigMap" && one.kind !== "Secret") return false;
  const stem = ({ name }) => /^(.+)-[0-9a-z]{10}$/.exec(name)?.[1];
  const [stemOfOne, isPlace] = [stem(one), one.kind === other.kind && one.namespace === other.namespace];
  return isPlace && stemOfOne !== void 0 && stemOfOne === stem(other);
}
function titleOfPair(one, other) {
  return one.name === other.name ? title(other) : `${title(one)} → ${other.name}`;
}
function unified(before, after) {
  const [old, renewed] = [textOf(before, void 0), textOf(after, before)];
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const patch = structuredPatch("", "", old, renewed, void 0, void 0, options);
  return (patch?.hunks ?? [asOne(lines(old), lines(renewed))]).flatMap(({ oldStart, oldLines, newStart, newLines, lines: lines2 }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines2.filter((line) => !line.startsWith("\\")).map(visible)
  ]).join("\n");
}
function lines(text) {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
function asOne(old, renewed) {
  const most = Math.min(old.length, renewed.length);
  let same = 0;
  while (same < most && old[same] === renewed[same]) same += 1;
  let end = 0;
  while (end < most - same && old.at(-1 - end) === renewed.at(-1 - end)) end += 1;
  const from = Math.max(0, same - CONTEXT);
  const below = Math.min(end, CONTEXT);
  const [gone, come] = [old, renewed].map((all) => all.slice(same, all.length - end));
  const around = same - from + below;
  const [oldLines, newLines] = [gone.length + around, come.length + around];
  return {
    oldStart: oldLines === 0 ? 0 : from + 1,
    oldLines,
    newStart: newLines === 0 ? 0 : from + 1,
    newLines,
    lines: [
      ...old.slice(from, same).map((line) => ` ${line}`),
      ...gone.map((line) => `-${line}`),
      ...come.map((line) => `+${line}`),
      ...old.slice(old.length - end, old.length - end + below).map((line) => ` ${line}`)
    ]
  };
}
function textOf(value, before) {
  return value === void 0 ? "" : (0, import_yaml2.stringify)(redacted(value, before), { lineWidth: 0, aliasDuplicateObjects: false });
}
function visible(line) {
  const plain = printable(line);
  const rest = plain.length - LONGEST_LINE;
  return rest > 0 ? `${plain.slice(0, LONGEST_LINE)}… (${rest} characters more)` : plain;
}

export {
  fields,
  items,
  at,
  withoutSecrets,
  compareManifests
};
