// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  faultOf,
  limitsOf,
  retryingFetch
} from "./shared-18-verbs-d4e90f00.js";
import {
  Findings,
  UserError,
  _enum,
  array,
  boolean,
  int,
  literal,
  number,
  object,
  parseJson,
  parseYaml,
  printable,
  record,
  strictObject,
  string,
  union
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/durations/parse.ts
init_oldest_node();
var SECONDS = { s: 1, m: 60, h: 3600, d: 86400 };
function secondsOf(duration2) {
  return Number.parseInt(duration2, 10) * SECONDS[duration2.slice(-1)];
}

// actions/lib/domain/environments/environments.ts
init_oldest_node();

// actions/lib/domain/environments/environment.ts
init_oldest_node();

// actions/lib/domain/environments/policy.ts
init_oldest_node();

// node_modules/croner/dist/croner.js
init_oldest_node();
function g(s3, e, t, n = 0, r = 0, a = 0, i = 0) {
  let o = s3 >= 0 && s3 < 100, u = Date.UTC(o ? s3 + 400 : s3, e, t, n, r, a, i);
  return o ? u - 126227808e5 : u;
}
function D(s3) {
  return g(s3.y, s3.m - 1, s3.d, s3.h, s3.i, s3.s);
}
function w(s3, e) {
  return s3.y === e.y && s3.m === e.m && s3.d === e.d && s3.h === e.h && s3.i === e.i && s3.s === e.s;
}
function O(s3) {
  let e = s3.substring(9);
  return e.includes("Z") || e.includes("+") || e.includes("-");
}
function Z(s3, e) {
  let t = new Date(Date.parse(s3));
  if (isNaN(t)) throw new Error("Invalid ISO8601 passed to timezone parser.");
  return O(s3) ? { tp: T(t.getUTCFullYear(), t.getUTCMonth() + 1, t.getUTCDate(), t.getUTCHours(), t.getUTCMinutes(), t.getUTCSeconds(), "Etc/UTC"), ms: t.getUTCMilliseconds() } : { tp: T(t.getFullYear(), t.getMonth() + 1, t.getDate(), t.getHours(), t.getMinutes(), t.getSeconds(), e), ms: t.getMilliseconds() };
}
function v(s3, e, t) {
  let { tp: n, ms: r } = Z(s3, e);
  return new Date(N(n, t).getTime() + r);
}
function N(s3, e) {
  let t = _(s3);
  if (t.kind === "single") return t.date;
  if (t.kind === "ambiguous") return t.earlier;
  if (e) throw new Error("Invalid date passed to fromTZ()");
  return t.after;
}
function _(s3) {
  let e = D(s3), t = (i) => R(new Date(i), s3.tz), n = e - t(e), r = y(new Date(n), s3.tz);
  if (w(r, s3)) {
    let i = D(r) - n, o = n - (t(n - E) - i);
    if (o < n && w(y(new Date(o), s3.tz), s3)) return { kind: "ambiguous", earlier: new Date(o), later: new Date(n) };
    let u = n + (i - t(n + E));
    return u > n && w(y(new Date(u), s3.tz), s3) ? { kind: "ambiguous", earlier: new Date(n), later: new Date(u) } : { kind: "single", date: new Date(n) };
  }
  let a = e - (D(r) - n);
  return w(y(new Date(a), s3.tz), s3) ? { kind: "single", date: new Date(a) } : { kind: "gap", before: new Date(Math.min(n, a)), after: new Date(Math.max(n, a)) };
}
var E = 3 * 36e5;
function R(s3, e) {
  return D(y(s3, e)) - (s3.getTime() - s3.getUTCMilliseconds());
}
function k(s3, e, t) {
  let n = R(new Date(s3), t);
  for (; e - s3 > 1e3; ) {
    let r = s3 + Math.floor((e - s3) / 2e3) * 1e3;
    R(new Date(r), t) === n ? s3 = r : e = r;
  }
  return e;
}
function U(s3, e) {
  let t = _(y(new Date(s3), e));
  if (t.kind === "ambiguous") return s3 < t.later.getTime() ? "earlier" : "later";
}
var H = g(1, 0, 1);
var S = 864e5;
var W = /* @__PURE__ */ new Map();
function y(s3, e) {
  if (e === void 0) return T(s3.getFullYear(), s3.getMonth() + 1, s3.getDate(), s3.getHours(), s3.getMinutes(), s3.getSeconds());
  let t = W.get(e), n;
  try {
    t || (t = new Intl.DateTimeFormat("en-US", { timeZone: e, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hour12: false }), W.set(e, t)), n = t.formatToParts(s3);
  } catch (i) {
    let o = i instanceof Error ? i.message : String(i);
    throw new RangeError(`toTZ: Invalid timezone '${e}' or date. Please provide a valid IANA timezone (e.g., 'America/New_York', 'Europe/Stockholm'). Original error: ${o}`);
  }
  let r = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (let i of n) (i.type === "year" || i.type === "month" || i.type === "day" || i.type === "hour" || i.type === "minute" || i.type === "second") && (r[i.type] = parseInt(i.value, 10));
  if (isNaN(r.year) || isNaN(r.month) || isNaN(r.day) || isNaN(r.hour) || isNaN(r.minute) || isNaN(r.second)) throw new Error(`toTZ: Failed to parse all date components from timezone '${e}'. This may indicate an invalid date or timezone configuration. Parsed components: ${JSON.stringify(r)}`);
  let a = s3.getTime() - H;
  return (a < -S || a < S && r.month === 12) && (r.year = 1 - r.year), r.hour === 24 && (r.hour = 0), { y: r.year, m: r.month, d: r.day, h: r.hour, i: r.minute, s: r.second, tz: e };
}
function T(s3, e, t, n, r, a, i) {
  return { y: s3, m: e, d: t, h: n, i: r, s: a, tz: i };
}
var x = [1, 2, 4, 8, 16];
var C = class s {
  pattern;
  timezone;
  mode;
  alternativeWeekdays;
  sloppyRanges;
  fixedTimeRule;
  second;
  minute;
  hour;
  day;
  month;
  dayOfWeek;
  year;
  lastDayOfMonth;
  lastWeekday;
  nearestWeekdays;
  starDOM;
  starDOW;
  starYear;
  useAndLogic;
  isFixedTime;
  constructor(e, t, n) {
    this.pattern = e, this.timezone = t, this.mode = n?.mode ?? "auto", this.alternativeWeekdays = n?.alternativeWeekdays ?? false, this.sloppyRanges = n?.sloppyRanges ?? false, this.fixedTimeRule = n?.fixedTimeRule ?? "single-value", this.second = Array(60).fill(0), this.minute = Array(60).fill(0), this.hour = Array(24).fill(0), this.day = Array(31).fill(0), this.month = Array(12).fill(0), this.dayOfWeek = Array(7).fill(0), this.year = [], this.lastDayOfMonth = false, this.lastWeekday = false, this.nearestWeekdays = Array(31).fill(0), this.starDOM = false, this.starDOW = false, this.starYear = false, this.useAndLogic = false, this.isFixedTime = false, this.parse();
  }
  parse() {
    if (!(typeof this.pattern == "string" || this.pattern instanceof String)) throw new TypeError("CronPattern: Pattern has to be of type string.");
    this.pattern.indexOf("@") >= 0 && (this.pattern = this.handleNicknames(this.pattern).trim());
    let e = this.pattern.match(/\S+/g) || [""], t = e.length;
    if (e.length < 5 || e.length > 7) throw new TypeError("CronPattern: invalid configuration format ('" + this.pattern + "'), exactly five, six, or seven space separated parts are required.");
    if (this.mode !== "auto") {
      let i;
      switch (this.mode) {
        case "5-part":
          i = 5;
          break;
        case "6-part":
          i = 6;
          break;
        case "7-part":
          i = 7;
          break;
        case "5-or-6-parts":
          i = [5, 6];
          break;
        case "6-or-7-parts":
          i = [6, 7];
          break;
        default:
          i = 0;
      }
      if (!(Array.isArray(i) ? i.includes(t) : t === i)) {
        let u = Array.isArray(i) ? i.join(" or ") : i.toString();
        throw new TypeError(`CronPattern: mode '${this.mode}' requires exactly ${u} parts, but pattern '${this.pattern}' has ${t} parts.`);
      }
    }
    if (e.length === 5 && e.unshift("0"), e.length === 6 && e.push("*"), this.pattern.indexOf("?") >= 0) for (let i = 0; i < e.length; i++) e[i] = e[i].replace(/\?/g, "*");
    if (e[3].toUpperCase() === "LW") this.lastWeekday = true, e[3] = "";
    else if (e[3].toUpperCase().indexOf("L") >= 0) {
      let i = e[3].split(",");
      if (i.length > 1 && i.some((o) => o.toUpperCase() === "LW")) throw new TypeError(`CronPattern: Syntax error, LW can not be in a list in day-of-month ('${e[3]}').`);
      if (i.some((o) => o === "" || o.toUpperCase() !== "L" && /l/i.test(o))) throw new TypeError("CronPattern: Syntax error, L has to be a value of its own in day-of-month ('" + e[3] + "').");
      e[3] = i.filter((o) => o.toUpperCase() !== "L").join(","), this.lastDayOfMonth = true;
    }
    if (e[3] == "*" && (this.starDOM = true), e[6] == "*" && (this.starYear = true), e[4].length >= 3 && (e[4] = this.replaceAlpha(e[4], s.MONTH_NAMES)), e[5].length >= 3 && (e[5] = this.alternativeWeekdays ? this.replaceAlpha(e[5], s.DAY_NAMES_QUARTZ) : this.replaceAlpha(e[5], s.DAY_NAMES)), e[5].startsWith("+") && (this.useAndLogic = true, e[5] = e[5].substring(1), e[5] === "")) throw new TypeError("CronPattern: Day-of-week field cannot be empty after '+' modifier.");
    switch (e[5] == "*" && (this.starDOW = true), this.mode) {
      case "5-part":
        e[0] = "0", e[6] = "*";
        break;
      case "6-part":
        e[6] = "*";
        break;
      case "5-or-6-parts":
        e[6] = "*";
        break;
      case "6-or-7-parts":
        break;
      case "7-part":
      case "auto":
        break;
    }
    this.throwAtIllegalCharacters(e), this.partToArray("second", e[0], 0, 1), this.partToArray("minute", e[1], 0, 1), this.partToArray("hour", e[2], 0, 1), this.partToArray("day", e[3], -1, 1), this.partToArray("month", e[4], -1, 1);
    let n = this.alternativeWeekdays ? -1 : 0;
    this.partToArray("dayOfWeek", e[5], n, 63), e[6] === "*" ? this.year = Array(1e4).fill(1) : (this.year = Array(1e4).fill(0), this.partToArray("year", e[6], 0, 1)), !this.alternativeWeekdays && this.dayOfWeek[7] && (this.dayOfWeek[0] = this.dayOfWeek[7]);
    let r = this.fixedTimeRule === "single-value", a = (i, o) => !i.includes("*") && !i.includes("/") && (!r || o.filter((u) => u).length === 1);
    this.isFixedTime = a(e[0], this.second) && a(e[1], this.minute) && a(e[2], this.hour);
  }
  partToArray(e, t, n, r) {
    let a = this[e];
    if (t === "" && !(e === "day" && (this.lastDayOfMonth || this.lastWeekday))) throw new TypeError("CronPattern: configuration entry " + e + " (" + t + ") is empty, check for trailing spaces.");
    if (t === "*") return a.fill(r);
    let i = t.split(",");
    if (i.length > 1) for (let o of i) this.partToArray(e, o, n, r);
    else t.includes("-") && t.includes("/") ? this.handleRangeWithStepping(t, e, n, r) : t.includes("-") ? this.handleRange(t, e, n, r) : t.includes("/") ? this.handleStepping(t, e, n, r) : t !== "" && this.handleNumber(t, e, n, r);
  }
  throwAtIllegalCharacters(e) {
    for (let t = 0; t < e.length; t++) if ((t === 3 ? /[^/*0-9,\-WwLl]+/ : t === 5 ? /[^/*0-9,\-#Ll]+/ : /[^/*0-9,\-]+/).test(e[t])) throw new TypeError("CronPattern: configuration entry " + t + " (" + e[t] + ") contains illegal characters.");
  }
  handleNumber(e, t, n, r) {
    let a = this.extractNth(e, t), i = e.toUpperCase().includes("W");
    if (t !== "day" && i) throw new TypeError("CronPattern: Nearest weekday modifier (W) only allowed in day-of-month.");
    i && (t = "nearestWeekdays");
    let o = i ? a[0].replace(/W$/i, "") : a[0], u = s.toNumber(o) + n;
    if (isNaN(u)) throw new TypeError("CronPattern: " + t + " is not a number: '" + e + "'");
    this.setPart(t, u, a[1] || r);
  }
  setPart(e, t, n) {
    if (!Object.prototype.hasOwnProperty.call(this, e)) throw new TypeError("CronPattern: Invalid part specified: " + e);
    if (e === "dayOfWeek") {
      if (t === 7 && (t = 0), t < 0 || t > 6) throw new RangeError("CronPattern: Invalid value for dayOfWeek: " + t);
      this.setNthWeekdayOfMonth(t, n);
      return;
    }
    if (e === "second" || e === "minute") {
      if (t < 0 || t >= 60) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "hour") {
      if (t < 0 || t >= 24) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "day" || e === "nearestWeekdays") {
      if (t < 0 || t >= 31) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "month") {
      if (t < 0 || t >= 12) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "year" && (t < 1 || t >= 1e4)) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t + " (supported range: 1-9999)");
    this[e][t] = n;
  }
  static toNumber(e) {
    return /^\d+$/.test(e) ? parseInt(e, 10) : NaN;
  }
  validateNotNaN(e, t) {
    if (isNaN(e)) throw new TypeError(t);
  }
  validateRange(e, t, n, r, a) {
    if (e > t) throw new TypeError("CronPattern: From value is larger than to value: '" + a + "'");
    if (n !== void 0) {
      if (n === 0) throw new TypeError("CronPattern: Syntax error, illegal stepping: 0");
      if (n > this[r].length) throw new TypeError("CronPattern: Syntax error, steps cannot be greater than maximum value of part (" + this[r].length + ")");
    }
  }
  handleRangeWithStepping(e, t, n, r) {
    if (e.toUpperCase().includes("W")) throw new TypeError("CronPattern: Syntax error, W is not allowed in ranges with stepping.");
    let a = this.extractNth(e, t), i = a[0].match(/^(\d+)-(\d+)\/(\d+)$/);
    if (i === null) throw new TypeError("CronPattern: Syntax error, illegal range with stepping: '" + e + "'");
    let [, o, u, l] = i, h = parseInt(o, 10) + n, m = parseInt(u, 10) + n, d = parseInt(l, 10);
    this.validateNotNaN(h, "CronPattern: Syntax error, illegal lower range (NaN)"), this.validateNotNaN(m, "CronPattern: Syntax error, illegal upper range (NaN)"), this.validateNotNaN(d, "CronPattern: Syntax error, illegal stepping: (NaN)"), this.validateRange(h, m, d, t, e);
    for (let p = h; p <= m; p += d) this.setPart(t, p, a[1] || r);
  }
  extractNth(e, t) {
    let n = e, r;
    if (n.includes("#")) {
      if (t !== "dayOfWeek") throw new Error("CronPattern: nth (#) only allowed in day-of-week field");
      let a = n.split("#");
      if (a.length !== 2 || a[1] === "") throw new TypeError("CronPattern: Syntax error, illegal nth weekday: '" + e + "'");
      n = a[0], r = a[1];
    } else if (n.toUpperCase().endsWith("L")) {
      if (t !== "dayOfWeek") throw new Error("CronPattern: L modifier only allowed in day-of-week field (use L alone for day-of-month)");
      r = "L", n = n.slice(0, -1);
    }
    return [n, r];
  }
  handleRange(e, t, n, r) {
    if (e.toUpperCase().includes("W")) throw new TypeError("CronPattern: Syntax error, W is not allowed in a range.");
    let a = this.extractNth(e, t), i = a[0].split("-");
    if (i.length !== 2) throw new TypeError("CronPattern: Syntax error, illegal range: '" + e + "'");
    let o = s.toNumber(i[0]) + n, u = s.toNumber(i[1]) + n;
    this.validateNotNaN(o, "CronPattern: Syntax error, illegal lower range (NaN)"), this.validateNotNaN(u, "CronPattern: Syntax error, illegal upper range (NaN)"), this.validateRange(o, u, void 0, t, e);
    for (let l = o; l <= u; l++) this.setPart(t, l, a[1] || r);
  }
  handleStepping(e, t, n, r) {
    if (e.toUpperCase().includes("W")) throw new TypeError("CronPattern: Syntax error, W is not allowed in parts with stepping.");
    let a = this.extractNth(e, t), i = a[0].split("/");
    if (i.length !== 2) throw new TypeError("CronPattern: Syntax error, illegal stepping: '" + e + "'");
    if (this.sloppyRanges) i[0] === "" && (i[0] = "*");
    else {
      if (i[0] === "") throw new TypeError("CronPattern: Syntax error, stepping with missing prefix ('" + e + "') is not allowed. Use wildcard (*/step) or range (min-max/step) instead.");
      if (i[0] !== "*") throw new TypeError("CronPattern: Syntax error, stepping with numeric prefix ('" + e + "') is not allowed. Use wildcard (*/step) or range (min-max/step) instead.");
    }
    let o = 0;
    i[0] !== "*" && (o = s.toNumber(i[0]) + n, this.validateNotNaN(o, "CronPattern: Syntax error, illegal stepping start (NaN)"));
    let u = s.toNumber(i[1]);
    this.validateNotNaN(u, "CronPattern: Syntax error, illegal stepping: (NaN)"), this.validateRange(0, this[t].length - 1, u, t, e);
    for (let l = o; l < this[t].length; l += u) t === "year" && l === 0 || this.setPart(t, l, a[1] || r);
  }
  replaceAlpha(e, t) {
    let n = e;
    for (let [r, a] of Object.entries(t)) n = n.replace(new RegExp(r, "gi"), (i, o, u) => {
      let l = o + i.length - 3, h = u.charAt(l - 1), m = u.charAt(l + 3);
      if (/[a-z\d/#]/i.test(h) || /[a-km-z\d]/i.test(m)) throw new TypeError(`CronPattern: Syntax error, a month or day name has to stand alone ('${e}').`);
      return a;
    });
    return n;
  }
  static DAY_NAMES = { "-sun": "-7", sun: "0", mon: "1", tue: "2", wed: "3", thu: "4", fri: "5", sat: "6" };
  static DAY_NAMES_QUARTZ = { sun: "1", mon: "2", tue: "3", wed: "4", thu: "5", fri: "6", sat: "7" };
  static MONTH_NAMES = { jan: "1", feb: "2", mar: "3", apr: "4", may: "5", jun: "6", jul: "7", aug: "8", sep: "9", oct: "10", nov: "11", dec: "12" };
  static NICKNAME_MAP = { "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * SUN", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *" };
  handleNicknames(e) {
    let t = e.trim().toLowerCase();
    if (t === "@reboot") throw new TypeError("CronPattern: @reboot is not supported in this environment. This is an event-based trigger that requires system startup detection.");
    return s.NICKNAME_MAP[t] || e;
  }
  setNthWeekdayOfMonth(e, t) {
    if (typeof t != "number" && t.toUpperCase() === "L") this.dayOfWeek[e] = this.dayOfWeek[e] | 32;
    else if (t === 63) this.dayOfWeek[e] = 63;
    else if (t < 6 && t > 0) this.dayOfWeek[e] = this.dayOfWeek[e] | x[t - 1];
    else throw new TypeError(`CronPattern: nth weekday out of range, should be 1-5 or L. Value: ${t}, Type: ${typeof t}`);
  }
};
var B = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
var f = [["month", "year", 0], ["day", "month", -1], ["hour", "day", 0], ["minute", "hour", 0], ["second", "minute", 0]];
var c = class s2 {
  tz;
  instantMs;
  instantFields;
  ms;
  second;
  minute;
  hour;
  day;
  month;
  year;
  constructor(e, t) {
    if (this.tz = t, e && e instanceof Date) if (!isNaN(e)) this.fromDate(e);
    else throw new TypeError("CronDate: Invalid date passed to CronDate constructor");
    else if (e == null) this.fromDate(/* @__PURE__ */ new Date());
    else if (e && typeof e == "string") this.fromString(e);
    else if (e instanceof s2) this.fromCronDate(e);
    else throw new TypeError("CronDate: Invalid type (" + typeof e + ") passed to CronDate constructor");
  }
  getLastDayOfMonth(e, t) {
    return t !== 1 ? B[t] : new Date(g(e, t + 1, 0)).getUTCDate();
  }
  getLastWeekday(e, t) {
    let n = this.getLastDayOfMonth(e, t), a = new Date(g(e, t, n)).getUTCDay();
    return a === 0 ? n - 2 : a === 6 ? n - 1 : n;
  }
  getNearestWeekday(e, t, n) {
    let r = this.getLastDayOfMonth(e, t);
    if (n > r) return -1;
    let i = new Date(g(e, t, n)).getUTCDay();
    return i === 0 ? n === r ? n - 2 : n + 1 : i === 6 ? n === 1 ? n + 2 : n - 1 : n;
  }
  isNthWeekdayOfMonth(e, t, n, r) {
    let i = new Date(g(e, t, n)).getUTCDay(), o = 0;
    for (let u = 1; u <= n; u++) new Date(g(e, t, u)).getUTCDay() === i && o++;
    if (r & 63 && x[o - 1] & r) return true;
    if (r & 32) {
      let u = this.getLastDayOfMonth(e, t);
      for (let l = n + 1; l <= u; l++) if (new Date(g(e, t, l)).getUTCDay() === i) return false;
      return true;
    }
    return false;
  }
  fromDate(e) {
    if (this.tz !== void 0) if (typeof this.tz == "number") this.ms = e.getUTCMilliseconds(), this.second = e.getUTCSeconds(), this.minute = e.getUTCMinutes() + this.tz, this.hour = e.getUTCHours(), this.day = e.getUTCDate(), this.month = e.getUTCMonth(), this.year = e.getUTCFullYear(), this.apply();
    else try {
      let t = y(e, this.tz);
      this.ms = e.getMilliseconds(), this.second = t.s, this.minute = t.i, this.hour = t.h, this.day = t.d, this.month = t.m - 1, this.year = t.y, this.cacheInstant(e.getTime() - this.ms);
    } catch (t) {
      let n = t instanceof Error ? t.message : String(t);
      throw new TypeError(`CronDate: Failed to convert date to timezone '${this.tz}'. This may happen with invalid timezone names or dates. Original error: ${n}`);
    }
    else this.ms = e.getMilliseconds(), this.second = e.getSeconds(), this.minute = e.getMinutes(), this.hour = e.getHours(), this.day = e.getDate(), this.month = e.getMonth(), this.year = e.getFullYear(), this.cacheInstant(e.getTime() - this.ms);
  }
  cacheInstant(e) {
    this.instantMs = e;
    let { year: t, month: n, day: r, hour: a, minute: i, second: o } = this;
    this.instantFields = [t, n, r, a, i, o, this.tz];
  }
  cachedInstant() {
    let e = this.instantFields;
    if (!(e === void 0 || e[6] !== this.tz) && !(e[5] !== this.second || e[4] !== this.minute || e[3] !== this.hour) && !(e[2] !== this.day || e[1] !== this.month || e[0] !== this.year)) return this.instantMs;
  }
  fromCronDate(e) {
    this.tz = e.tz, this.year = e.year, this.month = e.month, this.day = e.day, this.hour = e.hour, this.minute = e.minute, this.second = e.second, this.ms = e.ms, this.instantMs = e.instantMs, this.instantFields = e.instantFields;
  }
  apply() {
    if (this.month > 11 || this.month < 0 || this.day > this.getLastDayOfMonth(this.year, this.month) || this.day < 1 || this.hour > 23 || this.minute > 59 || this.second > 59 || this.hour < 0 || this.minute < 0 || this.second < 0) {
      let e = /* @__PURE__ */ new Date(0);
      return e.setUTCFullYear(this.year, this.month, this.day), e.setUTCHours(this.hour, this.minute, this.second, this.ms), this.ms = e.getUTCMilliseconds(), this.second = e.getUTCSeconds(), this.minute = e.getUTCMinutes(), this.hour = e.getUTCHours(), this.day = e.getUTCDate(), this.month = e.getUTCMonth(), this.year = e.getUTCFullYear(), true;
    } else return false;
  }
  fromString(e) {
    if (typeof this.tz == "number") {
      if (O(e)) return this.fromDate(v(e));
      let t = v(e, "Etc/UTC");
      this.ms = t.getUTCMilliseconds(), this.second = t.getUTCSeconds(), this.minute = t.getUTCMinutes(), this.hour = t.getUTCHours(), this.day = t.getUTCDate(), this.month = t.getUTCMonth(), this.year = t.getUTCFullYear(), this.apply();
    } else return this.fromDate(v(e, this.tz));
  }
  findNext(e, t, n, r) {
    return this._findMatch(e, t, n, r, 1);
  }
  _matchDayValue(e, t, n, r) {
    let a = e;
    if (!a) {
      for (let i = 0; i < n.nearestWeekdays.length; i++) if (n.nearestWeekdays[i]) {
        let o = this.getNearestWeekday(this.year, this.month, i + 1);
        if (o !== -1 && o === t) {
          a = 1;
          break;
        }
      }
    }
    if (n.lastWeekday) {
      let i = this.getLastWeekday(this.year, this.month);
      t === i && (a = 1);
    }
    if (n.lastDayOfMonth) {
      let i = this.getLastDayOfMonth(this.year, this.month);
      t === i && (a = 1);
    }
    if (!n.starDOW) {
      let i = new Date(g(this.year, this.month, 1, 0, 0, 0, 0)).getUTCDay(), o = n.dayOfWeek[(i + (t - 1)) % 7];
      o && o & 63 && (o = this.isNthWeekdayOfMonth(this.year, this.month, t, o) ? 1 : 0), n.useAndLogic ? a = a && o : !r.domAndDow && !n.starDOM ? a = a || o : a = a && o;
    }
    return a;
  }
  _findMatch(e, t, n, r, a) {
    let i = this[t], o = t === "day" ? this.getLastDayOfMonth(this.year, this.month) : 0, u = this[t] + r, l = a === 1 ? (h) => h < n[t].length : (h) => h >= 0;
    for (let h = u; l(h); h += a) {
      let m = n[t][h];
      if (t === "day") {
        if (h - r > o) continue;
        m = this._matchDayValue(m, h - r, n, e);
      }
      if (m) return this[t] = h - r, i !== this[t] ? 2 : 1;
    }
    return 3;
  }
  recurse(e, t, n) {
    let r = this.year, a = n;
    for (; typeof a == "number"; ) {
      if (e.starYear && Math.abs(this.year - r) > 400) return null;
      a = this.recurseStep(e, t, a);
    }
    return a;
  }
  recurseStep(e, t, n) {
    if (n === 0 && !e.starYear) {
      if (this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0) {
        let a = -1;
        for (let i = this.year + 1; i < e.year.length && i < 1e4; i++) if (e.year[i] === 1) {
          a = i;
          break;
        }
        if (a === -1) return null;
        this.year = a, this.month = 0, this.day = 1, this.hour = 0, this.minute = 0, this.second = 0, this.ms = 0;
      }
      if (this.year >= 1e4) return null;
    }
    let r = this.findNext(t, f[n][0], e, f[n][2]);
    if (r > 1) {
      let a = n + 1;
      for (; a < f.length; ) this[f[a][0]] = -f[a][2], a++;
      if (r === 3) {
        if (this[f[n][1]]++, this[f[n][0]] = -f[n][2], this.apply(), n === 0 && !e.starYear) {
          for (; this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0 && this.year < 1e4; ) this.year++;
          if (this.year >= 1e4 || this.year >= e.year.length) return null;
        }
        return 0;
      } else if (this.apply()) return n - 1;
    }
    return n += 1, n >= f.length ? this : (e.starYear ? this.year >= 3e3 : this.year >= 1e4) ? null : n;
  }
  increment(e, t, n) {
    return this.instantMs = void 0, this.instantFields = void 0, this.second += t.interval !== void 0 && t.interval > 1 && n ? t.interval : 1, this.ms = 0, this.apply(), this.recurse(e, t, 0);
  }
  decrement(e, t, n = true) {
    this.instantMs = void 0, this.instantFields = void 0;
    let r = t.interval !== void 0 && t.interval >= 1;
    return (this.ms === 0 || r) && (this.second -= r && n ? t.interval : 1), this.ms = 0, this.apply(), this.year < 1 ? null : this.recurseBackward(e, t, 0);
  }
  recurseBackward(e, t, n) {
    let r = this.year, a = n;
    for (; typeof a == "number"; ) {
      if (e.starYear && Math.abs(this.year - r) > 400) return null;
      a = this.recurseBackwardStep(e, t, a);
    }
    return a;
  }
  recurseBackwardStep(e, t, n) {
    if (n === 0 && !e.starYear) {
      if (this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0) {
        let a = -1;
        for (let i = this.year - 1; i >= 0; i--) if (e.year[i] === 1) {
          a = i;
          break;
        }
        if (a === -1) return null;
        this.year = a, this.month = 11, this.day = 31, this.hour = 23, this.minute = 59, this.second = 59, this.ms = 0;
      }
      if (this.year < 1) return null;
    }
    let r = this.findPrevious(t, f[n][0], e, f[n][2]);
    if (r > 1) {
      let a = n + 1;
      for (; a < f.length; ) {
        let i = f[a][0], o = f[a][2], u = this.getMaxPatternValue(i, e, o);
        this[i] = u, a++;
      }
      if (r === 3) {
        if (this[f[n][1]]--, n === 0) {
          let u = this.getLastDayOfMonth(this.year, this.month);
          this.day > u && (this.day = u);
        }
        if (n === 1) if (this.day <= 0) this.day = 1;
        else {
          let u = this.year, l = this.month;
          for (; l < 0; ) l += 12, u--;
          for (; l > 11; ) l -= 12, u++;
          let h = this.getLastDayOfMonth(u, l);
          this.day > h && (this.day = h);
        }
        this.apply();
        let i = f[n][0], o = f[n][2];
        if (this[i] = this.getMaxPatternValue(i, e, o), this.apply(), n === 0) {
          let u = f[1][2], l = this.getMaxPatternValue("day", e, u);
          l !== this.day && (this.day = l, this.hour = this.getMaxPatternValue("hour", e, f[2][2]), this.minute = this.getMaxPatternValue("minute", e, f[3][2]), this.second = this.getMaxPatternValue("second", e, f[4][2]));
        }
        if (n === 0 && !e.starYear) {
          for (; this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0; ) this.year--;
          if (this.year < 1) return null;
        }
        return 0;
      } else if (this.apply()) return n - 1;
    }
    return n += 1, n >= f.length ? this : this.year < 1 ? null : n;
  }
  getMaxPatternValue(e, t, n) {
    let r = t[e].length - 1 - n;
    for (let a = t[e].length - 1; a >= 0; a--) if (t[e][a]) {
      r = a - n;
      break;
    }
    if (e === "day") {
      let a = this.getLastDayOfMonth(this.year, this.month);
      return t.lastWeekday || t.nearestWeekdays.some((i) => i) || t.lastDayOfMonth || !t.starDOW ? a : Math.min(r, a);
    }
    return r;
  }
  findPrevious(e, t, n, r) {
    return this._findMatch(e, t, n, r, -1);
  }
  getDate(e) {
    if (!e && typeof this.tz != "number") {
      let t = this.cachedInstant();
      if (t !== void 0) return new Date(t + (this.tz === void 0 ? this.ms : 0));
    }
    if (e || this.tz === void 0) {
      if (this.year >= 0 && this.year < 100) {
        let t = /* @__PURE__ */ new Date(0);
        return t.setFullYear(this.year, this.month, this.day), t.setHours(this.hour, this.minute, this.second, this.ms), t;
      }
      return new Date(this.year, this.month, this.day, this.hour, this.minute, this.second, this.ms);
    } else return typeof this.tz == "number" ? new Date(g(this.year, this.month, this.day, this.hour, this.minute - this.tz, this.second, this.ms)) : N(T(this.year, this.month + 1, this.day, this.hour, this.minute, this.second, this.tz), false);
  }
  getTime() {
    return this.getDate(false).getTime();
  }
  match(e, t) {
    if (!e.starYear && (this.year < 0 || this.year >= e.year.length || e.year[this.year] === 0)) return false;
    for (let n = 0; n < f.length; n++) {
      let r = f[n][0], a = f[n][2], i = this[r];
      if (i + a < 0 || i + a >= e[r].length) return false;
      let o = e[r][i + a];
      if (r === "day" && (o = this._matchDayValue(o, i, e, t)), !o) return false;
    }
    return true;
  }
};
function F(s3) {
  s3 === void 0 && (s3 = {}), delete s3.name, s3.legacyMode !== void 0 && s3.domAndDow === void 0 ? s3.domAndDow = !s3.legacyMode : s3.domAndDow === void 0 && (s3.domAndDow = false), s3.legacyMode = !s3.domAndDow;
  let e = (n, r) => n === void 0 ? r : n;
  if (s3.paused = e(s3.paused, false), s3.maxRuns = e(s3.maxRuns, 1 / 0), s3.catch = e(s3.catch, false), s3.unref = e(s3.unref, false), s3.mode = e(s3.mode, "auto"), s3.alternativeWeekdays = e(s3.alternativeWeekdays, false), s3.sloppyRanges = e(s3.sloppyRanges, false), s3.fixedTimeRule = e(s3.fixedTimeRule, "single-value"), s3.allowPast = e(s3.allowPast, false), s3.interval = s3.interval === void 0 ? 0 : parseInt(s3.interval.toString(), 10), s3.utcOffset = s3.utcOffset === void 0 ? void 0 : parseInt(s3.utcOffset.toString(), 10), s3.dayOffset = s3.dayOffset === void 0 ? 0 : parseInt(s3.dayOffset.toString(), 10), !["auto", "5-part", "6-part", "7-part", "5-or-6-parts", "6-or-7-parts"].includes(s3.mode)) throw new Error("CronOptions: mode must be one of 'auto', '5-part', '6-part', '7-part', '5-or-6-parts', or '6-or-7-parts'.");
  if (!["single-value", "no-wildcard"].includes(s3.fixedTimeRule)) throw new Error("CronOptions: fixedTimeRule must be one of 'single-value' or 'no-wildcard'.");
  s3.timezone === "" && (s3.timezone = void 0);
  let t = s3.timezone ?? s3.utcOffset;
  if (s3.startAt && (s3.startAt = I(new c(s3.startAt, t))), s3.stopAt && (s3.stopAt = I(new c(s3.stopAt, t))), s3.interval !== null) {
    if (isNaN(s3.interval)) throw new Error("CronOptions: Supplied value for interval is not a number");
    if (s3.interval < 0) throw new Error("CronOptions: Supplied value for interval can not be negative");
  }
  if (s3.utcOffset !== void 0) {
    if (isNaN(s3.utcOffset)) throw new Error("CronOptions: Invalid value passed for utcOffset, should be number representing minutes offset from UTC.");
    if (s3.utcOffset < -870 || s3.utcOffset > 870) throw new Error("CronOptions: utcOffset out of bounds.");
    if (s3.utcOffset !== void 0 && s3.timezone) throw new Error("CronOptions: Combining 'utcOffset' with 'timezone' is not allowed.");
  }
  if (s3.unref !== true && s3.unref !== false) throw new Error("CronOptions: Unref should be either true, false or undefined(false).");
  if (s3.dayOffset !== void 0 && s3.dayOffset !== 0 && isNaN(s3.dayOffset)) throw new Error("CronOptions: Invalid value passed for dayOffset, should be a number representing days to offset.");
  return s3;
}
function I(s3) {
  return s3.ms ? (s3.ms = 0, new c(new Date(s3.getTime() + 1e3), s3.tz)) : s3;
}
function b(s3) {
  return typeof s3 == "function";
}
function L(s3) {
  return b(s3);
}
function Y(s3) {
  typeof Deno < "u" && typeof Deno.unrefTimer < "u" ? Deno.unrefTimer(s3) : s3 && typeof s3.unref < "u" && s3.unref();
}
var P = 1440 * 60 * 1e3;
var $ = 30 * 1e3;
var M = [];
var j = class {
  name;
  options;
  _states;
  fn;
  _startAtRoundingMs = 0;
  getTz() {
    return this.options.timezone ?? this.options.utcOffset;
  }
  applyDayOffset(e) {
    let t = this._offsetMs();
    return t ? new Date(e.getTime() + t) : e;
  }
  _offsetMs() {
    return (this.options.dayOffset ?? 0) * P;
  }
  get _startAt() {
    return this.options.startAt;
  }
  get _stopAt() {
    return this.options.stopAt;
  }
  _nextTarget(e, t) {
    let n = this._offsetMs(), r = this._next(this._shift(e), new Date(t.getTime() - n), { startAt: this._shift(this._startAt), stopAt: this._shift(this._stopAt) });
    return r ? this.applyDayOffset(r.getDate(false)) : null;
  }
  _previousTarget(e, t) {
    let n = this._toMs(e ?? t) - this._offsetMs(), r = this._previous(new Date(n), { startAt: this._shift(this._startAt), stopAt: this._shift(this._stopAt) });
    return r ? this.applyDayOffset(r.getDate(false)) : null;
  }
  _shift(e) {
    if (e != null) return new c(new Date(this._toMs(e) - this._offsetMs()), this.getTz());
  }
  constructor(e, t, n) {
    let r, a;
    if (b(t)) a = t;
    else if (typeof t == "object") r = t;
    else if (t !== void 0) throw new Error("Cron: Invalid argument passed for optionsIn. Should be one of function, or object (options).");
    if (b(n)) a = n;
    else if (typeof n == "object") r = n;
    else if (n !== void 0) throw new Error("Cron: Invalid argument passed for funcIn. Should be one of function, or object (options).");
    this.name = r?.name;
    let i = r?.startAt;
    this.options = F(r), i && this._startAt && (this._startAtRoundingMs = this._startAt.getTime() - new c(i, this.getTz()).getTime());
    let o = !!e && (e instanceof Date || typeof e == "string" && e.indexOf(":") > 0);
    if (this._states = { kill: false, blocking: false, previousRun: void 0, currentRun: void 0, once: void 0, currentTimeout: void 0, maxRuns: r ? r.maxRuns : void 0, paused: r ? r.paused : false, pattern: o ? new C("* * * * *", void 0, { mode: "auto" }) : new C(e, this.options.timezone, { mode: this.options.mode, alternativeWeekdays: this.options.alternativeWeekdays, sloppyRanges: this.options.sloppyRanges, fixedTimeRule: this.options.fixedTimeRule }) }, o && (this._states.once = new c(e, this.getTz())), this.name) {
      if (M.find((l) => l.name === this.name)) throw new Error("Cron: Tried to initialize new named job '" + this.name + "', but name already taken.");
      M.push(this);
    }
    return a !== void 0 && L(a) && (this.fn = a, this.schedule()), this;
  }
  nextRun(e) {
    return this._nextTarget(e, /* @__PURE__ */ new Date());
  }
  nextRuns(e, t) {
    this._states.maxRuns !== void 0 && e > this._states.maxRuns && (e = this._states.maxRuns);
    let n = t || this._states.currentRun || void 0;
    return this._enumerateRuns(e, n, "next");
  }
  previousRuns(e, t) {
    return this._enumerateRuns(e, t || void 0, "previous");
  }
  enumerate(e) {
    return new A(this, e);
  }
  _enumerateRuns(e, t, n) {
    let r = [], a = /* @__PURE__ */ new Date(), i = t;
    for (; e-- > 0; ) {
      let o = n === "next" ? this._nextTarget(i, a) : this._previousTarget(i, a);
      if (!o) break;
      r.push(o), i = o;
    }
    return r;
  }
  match(e) {
    if (this._states.once) {
      let n = new c(e, this.getTz());
      n.ms = 0;
      let r = new c(this._states.once, this.getTz());
      return r.ms = 0, n.getTime() === r.getTime();
    }
    let t = new c(e, this.getTz());
    return t.ms = 0, t.match(this._states.pattern, this.options);
  }
  getPattern() {
    if (!this._states.once) return this._states.pattern ? this._states.pattern.pattern : void 0;
  }
  getOnce() {
    return this._states.once ? this._states.once.getDate() : null;
  }
  isRunning() {
    return !this._states.paused && !this._states.kill && this.fn !== void 0 && this._nextTarget(this._states.currentRun, /* @__PURE__ */ new Date()) !== null;
  }
  isStopped() {
    return this._states.kill;
  }
  isBusy() {
    return this._states.blocking;
  }
  currentRun() {
    return this._states.currentRun ? this._states.currentRun.getDate() : null;
  }
  previousRun() {
    return this._states.previousRun ? this._states.previousRun.getDate() : null;
  }
  msToNext(e) {
    let t = /* @__PURE__ */ new Date(), n = this._nextTarget(e, t);
    return n ? n.getTime() - this._toMs(e ?? t) : null;
  }
  stop() {
    this._states.kill = true, this._states.currentTimeout && clearTimeout(this._states.currentTimeout);
    let e = M.indexOf(this);
    e >= 0 && M.splice(e, 1);
  }
  pause() {
    return this._states.paused = true, !this._states.kill;
  }
  resume() {
    return this._states.paused = false, !this._states.kill;
  }
  schedule(e) {
    return this._schedule(e);
  }
  _schedule(e, t) {
    if (e && this.fn) throw new Error("Cron: It is not allowed to schedule two functions using the same Croner instance.");
    e && (this.fn = e);
    let n = t ?? /* @__PURE__ */ new Date(), r = this._nextTarget(void 0, n), a = r ? r.getTime() - n.getTime() : null, i = this._states.currentRun;
    i && i.getTime() > n.getTime() && (i = void 0);
    let o = this._nextTarget(i, n);
    return a === null || isNaN(a) || o === null ? this : (a > $ && (a = $), a < 0 && (a = this._states.paused ? 1e3 : 0), this._states.currentTimeout = setTimeout(() => this._checkTrigger(o), a), this._states.currentTimeout && this.options.unref && Y(this._states.currentTimeout), this);
  }
  async _trigger(e = /* @__PURE__ */ new Date()) {
    this._states.blocking = true, this._states.currentRun = new c(e, this.getTz());
    try {
      if (this.options.catch) try {
        this.fn !== void 0 && await this.fn(this, this.options.context);
      } catch (t) {
        if (b(this.options.catch)) try {
          Promise.resolve(this.options.catch(t, this)).catch(() => {
          });
        } catch {
        }
      }
      else this.fn !== void 0 && await this.fn(this, this.options.context);
    } finally {
      this._states.previousRun = new c(e, this.getTz()), this._states.blocking = false;
    }
  }
  async trigger() {
    await this._trigger();
  }
  runsLeft() {
    return this._states.maxRuns;
  }
  _checkTrigger(e) {
    let t = /* @__PURE__ */ new Date(), n = !this._states.paused && t.getTime() >= e.getTime(), r = this._states.blocking && this.options.protect;
    n && !r ? (this._states.maxRuns !== void 0 && this._states.maxRuns--, this._trigger(t)) : n && r && b(this.options.protect) && setTimeout(() => this.options.protect(this), 0), this._schedule(void 0, n ? void 0 : t);
  }
  _next(e, t, n) {
    let r = n ? n.startAt : this._startAt, a = n ? n.stopAt : this._stopAt, i = !!e, o = !!(e || this._states.currentRun), u = false;
    !e && r && this.options.interval && (e = this._calculatePreviousRun(r, t), e && (o = true), u = !e);
    let l = e ?? t ?? /* @__PURE__ */ new Date(), h = this._toMs(l);
    e = new c(l, this.getTz()), r && h < r.getTime() && (e = u ? r : new c(new Date(r.getTime() - 1e3), this.getTz()), h = e.getTime());
    let m = this._states.once || new c(e, this.getTz());
    if (!u && m !== this._states.once && (m = this._findOccurrence(e, h, 1, o)), this._states.once) {
      let d = this._states.once.getTime(), p = h - d;
      if (r && d < r.getTime() - this._startAtRoundingMs || this._states.currentRun && this.applyDayOffset(this._states.once.getDate()).getTime() <= this._states.currentRun.getTime() || (i ? p >= 0 : p > 1e3 && !this.options.allowPast)) return null;
    }
    return m === null || this._states.maxRuns !== void 0 && this._states.maxRuns <= 0 || this._states.kill || a && m.getTime() >= a.getTime() ? null : m;
  }
  _previous(e, t) {
    let n = this._toMs(e ?? /* @__PURE__ */ new Date());
    if (t.stopAt && n > t.stopAt.getTime() && (n = t.stopAt.getTime()), this._states.once) return this._states.once.getTime() < n ? this._states.once : null;
    let r = this._findOccurrence(new c(new Date(n), this.getTz()), n, -1);
    return r === null || t.startAt && r.getTime() < t.startAt.getTime() ? null : r;
  }
  _toMs(e) {
    if (e instanceof Date) return e.getTime();
    let t = new c(e, this.getTz());
    return t.getTime() + (typeof t.tz == "string" ? t.ms : 0);
  }
  _findOccurrence(e, t, n, r = false) {
    let a = this.options.interval ?? 0;
    if (a > 1 && (n === -1 || r)) {
      t += (a - 1) * 1e3 * n;
      let m = new Date(t);
      if (isNaN(m.getTime()) || (e = new c(m, this.getTz()), !(e.year >= 1 && e.year <= 9999))) return null;
      r = false;
    }
    let i = this._walk(e, t, n, r), o = this.getTz();
    if (this._states.pattern.isFixedTime && n === 1 || typeof o == "number" || U(t, o) !== (n === 1 ? "earlier" : "later")) return i;
    let u = Math.floor(t / 1e3) * 1e3, l = n === 1 ? k(u, u + P, o) : k(u - P, u, o) - 1e3;
    if (i && (l - i.getTime()) * n > 0) return i;
    let h = this._walk(new c(new Date(l), o), l - n, n, false, true);
    return !i || !h ? i ?? h : (i.getTime() - h.getTime()) * n > 0 ? h : i;
  }
  _walk(e, t, n, r, a = false) {
    let i = this._states.pattern, o = (l, h) => n === 1 ? l.increment(i, this.options, h) : l.decrement(i, this.options, h), u = new c(e, this.getTz());
    for ((!a || !u.match(i, this.options)) && (u = o(u, r)); u; ) {
      let l = this._runAt(u, t, n);
      if (l) return new c(l, this.getTz());
      u = o(u, false);
    }
    return null;
  }
  _runAt(e, t, n) {
    let r = (d) => (d.getTime() - t) * n > 0, a = e.tz;
    if (typeof a == "number") {
      let d = e.getDate();
      return r(d) ? d : null;
    }
    let i = T(e.year, e.month + 1, e.day, e.hour, e.minute, e.second, a), o = _(i), u = this._states.pattern.isFixedTime;
    if (o.kind === "single") return r(o.date) ? o.date : null;
    if (o.kind === "ambiguous") {
      let { earlier: d, later: p } = o;
      return (u ? [d] : n === 1 ? [d, p] : [p, d]).find(r) ?? null;
    }
    if (!u) return null;
    let l = new Date(k(o.before.getTime(), o.after.getTime(), a)), h = y(l, a);
    return h.y === i.y && h.m === i.m && h.d === i.d && r(l) ? l : null;
  }
  _calculatePreviousRun(e, t) {
    let n = new c(t, this.getTz()).getTime();
    if (e.getTime() > n) return;
    let r = this.options.interval * 1e3, a = e;
    for (; a.getTime() + r <= n; ) {
      let i = this._findOccurrence(a, a.getTime(), 1, true);
      if (i === null) break;
      a = i;
    }
    return a;
  }
};
var A = class {
  cron;
  cursor;
  now;
  done;
  initialMaxRuns;
  remainingRuns;
  constructor(e, t) {
    this.cron = e, this.initialMaxRuns = e.runsLeft() ?? 1 / 0, this.reset(t);
  }
  next() {
    if (this.done || this.remainingRuns <= 0) return this.done = true, { value: void 0, done: true };
    let e = this.cron._nextTarget(this.cursor, this.now);
    return e === null ? (this.done = true, { value: void 0, done: true }) : (this.cursor = e, this.remainingRuns--, { value: e, done: false });
  }
  peek() {
    return this.done || this.remainingRuns <= 0 ? null : this.cron._nextTarget(this.cursor, this.now);
  }
  reset(e) {
    this.cursor = e instanceof Date ? new Date(e.getTime()) : e ?? void 0, this.now = /* @__PURE__ */ new Date(), this.done = false, this.remainingRuns = this.initialMaxRuns;
  }
  [Symbol.iterator]() {
    return this;
  }
};

// actions/lib/domain/environments/policy.ts
var duration = string("expected a duration like 5m").regex(/^[1-9]\d{0,6}[smhd]$/, "expected a duration like 30s, 5m, 2h or 1d").transform(secondsOf);
var dnsLabel = string("expected a name").regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");
var timezone = string("expected a time zone like Europe/Berlin").refine(isTimezone, "expected a time zone like Europe/Berlin");
var cron = string('expected five cron fields, like "0 16 * * 5"').refine(isCron, 'expected five cron fields that match a date, like "0 16 * * 5"');
var gateUrl = string("expected an address").refine(
  isGateUrl,
  "expected https://… without user name and password (http:// only for loopback addresses)"
).refine(
  hasNoSecret,
  "expected an address without a token or key in it: name the variable that holds it in auth or sign"
);
var variable = string("expected the name of a variable").regex(/^SLIPWAY_GATE_[A-Z0-9_]+$/, "expected the name of a variable SLIPWAY_GATE_…, never its value");
var onceEach = (names) => new Set(names.map(({ name }) => name)).size === names.length;
var TIMEOUT_LIMIT_SECONDS = 60;
var custom = array(
  strictObject({
    name: dnsLabel.describe("name of the gate"),
    url: gateUrl.describe("address that is asked with POST; `https` only"),
    timeout: duration.refine((seconds) => seconds <= TIMEOUT_LIMIT_SECONDS, "expected at most 60s").default(10).describe("no answer within this time closes the gate; at most 60s"),
    auth: variable.optional().describe("variable `SLIPWAY_GATE_…` with the bearer token"),
    sign: variable.optional().describe("variable `SLIPWAY_GATE_…` with the signing key (Standard Webhooks)")
  }),
  "expected a list of {name, url, timeout, auth, sign}"
).refine(onceEach, "each gate needs its own name");
var gatesSchema = strictObject({
  soak: duration.optional().describe("how long a release must be healthy in the environment before; absent: no soak"),
  approvals: int("expected a whole number").min(0, "expected 0 or more").default(0).describe("approvals that the merged commit needs"),
  custom: custom.default([]).describe("gates that are asked by HTTP")
}).default({ approvals: 0, custom: [] });
var freezesSchema = array(
  strictObject({
    name: dnsLabel.describe("name of the freeze"),
    cron: cron.describe("when it begins: five cron fields on the clock of `timezone`"),
    duration: duration.describe("how long it lasts in local time"),
    timezone: timezone.describe("IANA time zone, such as `Europe/Berlin`")
  }),
  "expected a list of {name, cron, duration, timezone}"
).refine(onceEach, "each freeze needs its own name").default([]);
var rollbackSchema = strictObject({
  merge: _enum(["push", "review"], 'expected "push" or "review"').default("push").describe("`push`: rollbacks are pushed; `review`: a rollback is a pull request"),
  inFreeze: _enum(["allow", "deny"], 'expected "allow" or "deny"').default("allow").describe("whether a rollback is possible during a freeze")
}).default({ merge: "push", inFreeze: "allow" });
var hotfixSchema = strictObject({
  allowed: boolean("expected true or false").default(false).describe("whether a hotfix may go straight into this environment"),
  approvals: int("expected a whole number").min(0, "expected 0 or more").default(1).describe("approvals that a hotfix needs"),
  inFreeze: _enum(["allow", "deny"], 'expected "allow" or "deny"').default("allow").describe("whether a hotfix is possible during a freeze"),
  identity: string("expected a workflow's file").regex(/^\.github\/workflows\/[\w.-]+\.ya?ml$/, "expected .github/workflows/<file>.yml").default(".github/workflows/hotfix.yml").describe("workflow that must have signed a hotfix, on the hotfix's branch")
}).default({
  allowed: false,
  approvals: 1,
  inFreeze: "allow",
  identity: ".github/workflows/hotfix.yml"
});
function toGates({ soak, approvals, custom: asked2 }) {
  return {
    soakSeconds: soak ?? 0,
    approvals,
    custom: asked2.map(({ name, url, timeout, auth, sign }) => ({
      name,
      url,
      timeoutSeconds: timeout,
      ...auth === void 0 ? {} : { auth },
      ...sign === void 0 ? {} : { sign }
    }))
  };
}
function toFreezes(freezes) {
  return freezes.map(({ duration: durationSeconds, ...rest }) => ({ ...rest, durationSeconds }));
}
function isTimezone(name) {
  try {
    return /^[A-Z]/.test(name) && Intl.DateTimeFormat("en", { timeZone: name }) !== void 0;
  } catch {
    return false;
  }
}
function isCron(pattern) {
  try {
    return new j(pattern, { mode: "5-part", paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
var LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
function isGateUrl(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || protocol === "http:" && LOOPBACK.test(hostname);
}
function hasNoSecret(text) {
  if (!URL.canParse(text)) return true;
  const { searchParams, hash } = new URL(text);
  return hash === "" && ![...searchParams.keys()].some((name) => SECRET.test(name));
}
var SECRET = /token|secret|key|passw|auth|sig|credential|jwt|bearer/i;

// actions/lib/domain/environments/environment.ts
var registry = string("expected the registry's host").regex(
  /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
  "expected host[:port][/path], without scheme and final slash"
);
var platformImage = string("expected the name of an image").regex(
  /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)+$/,
  "expected registry/name, without scheme, tag and digest"
);
var cluster = union(
  [
    dnsLabel,
    strictObject({
      name: dnsLabel,
      server: string().regex(/^https:\/\/[a-z0-9][a-z0-9.-]*(:\d{1,5})?$/, "expected https://host[:port]")
    })
  ],
  "expected a name, or { name, server: https://host[:port] }"
);
var environmentSchema = strictObject({
  name: dnsLabel.describe("name of the environment and of its folder"),
  order: int("expected a whole number").positive("expected a number from 1").describe("position in the promotion order; each environment has its own"),
  after: dnsLabel.optional().describe("environment whose releases are promoted here; absent in the first one"),
  namespace: dnsLabel.describe("Kubernetes namespace"),
  clusters: array(cluster, "expected a list of cluster names").min(1, "expected at least one cluster").refine((all) => new Set(all.map(nameOf)).size === all.length, "each cluster may be named once").refine(
    (all) => all.length === 1 || all.every((each) => typeof each === "string"),
    "expected one cluster next to a server: the next one is a separate environment, after this one"
  ).describe(
    "clusters that run it, each a name or `{ name, server }`; each reports to `evidence/<environment>/<cluster>`"
  ),
  registry: registry.describe("registry that the cluster pulls from: `host[:port][/path]`"),
  platformImages: array(platformImage, "expected a list of images").default([]).describe("images that may run besides those of releases, without tag and digest"),
  merge: _enum(["push", "auto", "review"], 'expected "push", "auto" or "review"').describe(
    "`push`: the bot pushes (first environment only); `auto`: the bot merges its pull requests; `review`: a reviewer merges"
  ),
  grouping: _enum(["service", "environment"], 'expected "service" or "environment"').optional().describe(
    "one pull request for each service or for the environment; default `environment` where `merge` is `auto`, else `service`"
  ),
  evidence: strictObject({ maxAge: duration.describe("age of a heartbeat after which gates close") }).default({ maxAge: 300 }),
  gates: gatesSchema,
  freezes: freezesSchema,
  longestRollout: duration.default(1800).describe("a freeze that begins within this time closes the gate already"),
  rollback: rollbackSchema,
  hotfix: hotfixSchema
});
function nameOf(each) {
  return typeof each === "string" ? each : each.name;
}
function toEnvironment(file) {
  const { after, clusters, grouping, evidence, gates, freezes, longestRollout, ...rest } = file;
  const [first] = clusters;
  return {
    ...rest,
    clusters: clusters.map(nameOf),
    ...typeof first === "object" ? { server: first.server } : {},
    ...after === void 0 ? {} : { after },
    grouping: grouping ?? (file.merge === "auto" ? "environment" : "service"),
    evidence: { maxAgeSeconds: evidence.maxAge },
    gates: toGates(gates),
    freezes: toFreezes(freezes),
    longestRolloutSeconds: longestRollout
  };
}

// actions/lib/domain/environments/environments.ts
var FILE = /^environments\/([^/]+)\/environment\.yaml$/;
var kind = {
  schema: environmentSchema,
  remedy: "environments/README.md shows a right environment.yaml."
};
async function readEnvironments(tree) {
  const files = (await tree.list("environments")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const parsed = files.map((path, index) => parseYaml(contents[index] ?? "", path, kind));
  Findings.throwIfAny(parsed.flatMap((one) => one.findings));
  const environments = parsed.flatMap((one) => one.value === void 0 ? [] : [toEnvironment(one.value)]);
  Findings.throwIfAny(files.flatMap((path, index) => misfits(path, environments[index], environments)));
  return environments.toSorted((one, other) => one.order - other.order);
}
async function readEnvironment(tree, folder) {
  const path = `environments/${folder}/environment.yaml`;
  const content = await tree.read(path);
  if (content === void 0) throw new UserError(`${path}: there is no such file.
  ${kind.remedy}`);
  const { value, findings } = parseYaml(content, path, kind);
  if (value === void 0) throw new Findings(findings);
  return toEnvironment(value);
}
function requireEnvironment(environments, name) {
  const found = environments.find((environment) => environment.name === name);
  if (found !== void 0) return found;
  const known = environments.map((environment) => environment.name).join(", ") || "none";
  throw new UserError(`environment ${JSON.stringify(name)}: not found.
  Known: ${known}.`);
}
function misfits(path, environment, all) {
  if (environment === void 0) return [];
  const folder = FILE.exec(path)?.[1] ?? "";
  const { name, order, after, namespace } = environment;
  const source = all.find((other) => other.name === after);
  const others = all.filter((other) => other !== environment);
  const sameOrder = others.find((other) => other.order === order);
  const sameNamespace = others.find(
    (other) => other.namespace === namespace && other.clusters.some((c2) => environment.clusters.includes(c2))
  );
  const findings = [];
  if (name !== folder) {
    findings.push(
      `name: the folder is ${JSON.stringify(folder)}, got ${JSON.stringify(name)}.
  Give both the same name.`
    );
  }
  if (after !== void 0 && source === void 0) {
    findings.push(`after: there is no environment ${JSON.stringify(after)}.
  Name one that has a folder.`);
  }
  if (source !== void 0 && source.order >= order) {
    findings.push(
      `order: ${order} is not after ${source.name}'s ${source.order}.
  Give it a higher number.`
    );
  }
  if (sameOrder !== void 0) {
    findings.push(`order: ${order} is ${sameOrder.name}'s too.
  Give each environment its own.`);
  }
  if (sameNamespace !== void 0) {
    findings.push(
      `namespace: ${namespace} is ${sameNamespace.name}'s too, in the same cluster.
  Give each environment its own.`
    );
  }
  if (after !== void 0 && environment.merge === "push") {
    findings.push(
      `merge: "push" is for the first environment, this one follows ${after}.
  Write auto (the bot merges its pull requests) or review (people do).`
    );
  }
  return findings.map((finding) => `${path}: ${finding}`);
}

// actions/lib/io/forge/forge.ts
init_oldest_node();
var ForgeError = class extends UserError {
  name = "ForgeError";
  status;
  constructor(request, status, answer) {
    const what = status === 0 ? `no answer: ${answer}` : `${status} ${answer}`;
    super(`forge: ${request}: ${what}.${remedy(status)}`);
    this.status = status;
  }
};
function remedy(status) {
  if (status === 0) return "\n  Check GITHUB_API_URL and that the forge is up; running again is safe.";
  if (status === 401) return "\n  The token in SLIPWAY_TOKEN is not accepted: create a new one.";
  if (status === 403)
    return "\n  Give the token in SLIPWAY_TOKEN contents, pull requests, statuses and actions: write.";
  if (status === 404) return "\n  Check GITHUB_REPOSITORY, and that the token in SLIPWAY_TOKEN may see it.";
  return "";
}
var MAX_DESCRIPTION = 140;
function shortened(description, limit = MAX_DESCRIPTION) {
  const line = printable(description.replace(/\s+/g, " ").trim());
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1);
  const end = cut.lastIndexOf(" ");
  return `${end > limit / 2 ? cut.slice(0, end) : cut}…`;
}
function newest(pulls) {
  return [...pulls].sort((one, other) => other.number - one.number)[0];
}

// actions/lib/io/forge/gitea-call.ts
init_oldest_node();
function giteaCaller(address, fetcher) {
  const repository = `${address.apiUrl}/repos/${address.owner}/${address.repository}`;
  return async (method, path, body, accepted = [], below = "repository") => {
    const url = `${below === "repository" ? repository : address.apiUrl}${path}`;
    const what = `${method} ${url}`;
    const silent = (error) => {
      throw new ForgeError(what, 0, faultOf(error));
    };
    const response = await fetcher(url, {
      method,
      headers: {
        authorization: `token ${address.token}`,
        accept: "application/json",
        ...body === void 0 ? {} : { "content-type": "application/json" }
      },
      ...body === void 0 ? {} : { body: JSON.stringify(body) }
    }).catch(silent);
    const answer = await readAnswer(response).catch(silent);
    if (!response.ok && !accepted.includes(response.status)) {
      throw new ForgeError(what, response.status, answer.message);
    }
    return answer;
  };
}
async function readAnswer(response) {
  const text = await response.text();
  const body = parseJson(text);
  const parsed = object({ message: string() }).safeParse(body);
  return {
    status: response.status,
    body,
    message: parsed.success ? parsed.data.message : text.slice(0, 200)
  };
}

// actions/lib/io/forge/github.ts
init_oldest_node();

// actions/lib/io/forge/comments.ts
init_oldest_node();
function planComment(own, marker, body) {
  const expected = `${marker}
${body}`;
  const [kept, ...surplus] = own.filter((comment) => comment.body.startsWith(marker)).sort((one, other) => one.id - other.id);
  return {
    create: kept === void 0 ? expected : void 0,
    update: kept === void 0 || isSame(kept.body, expected) ? void 0 : { id: kept.id, body: expected },
    remove: surplus.map(({ id }) => id)
  };
}
function isSame(stored, expected) {
  return stored.replaceAll("\r\n", "\n").trimEnd() === expected.trimEnd();
}
async function applyComment(plan, calls) {
  if (plan.create !== void 0) await calls.create(plan.create);
  if (plan.update !== void 0) await calls.update(plan.update.id, plan.update.body);
  for (const id of plan.remove) await calls.remove(id);
}

// actions/lib/io/forge/github-graphql.ts
init_oldest_node();

// actions/lib/io/forge/github-queries.ts
init_oldest_node();
function standingsQuery(numbers) {
  const pulls = numbers.map((number2) => `    p${number2}: pullRequest(number: ${number2}) { ...Standing }`);
  return `query Standings($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
${pulls.join("\n")}
  }
}
fragment Standing on PullRequest {
  number
  headRefOid
  mergeable
  mergeStateStatus
  latestOpinionatedReviews(first: 100, writersOnly: true) {
    nodes { state author { login } commit { oid } }
  }
  commits(last: 1) {
    nodes { commit { oid status { contexts { context state description targetUrl createdAt creator { __typename login } } } } }
  }
}`;
}
var viewerQuery = "query Viewer { viewer { login } }";
var commentsQuery = `query Comments($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;
var commitMutation = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit { oid }
  }
}`;

// actions/lib/io/forge/github-graphql.ts
var CHUNK = 50;
var standingSchema = object({
  number: number(),
  headRefOid: string(),
  mergeable: _enum(["MERGEABLE", "CONFLICTING", "UNKNOWN"]),
  mergeStateStatus: string(),
  latestOpinionatedReviews: object({
    nodes: array(
      object({
        state: string(),
        author: object({ login: string() }).nullable(),
        commit: object({ oid: string() }).nullable()
      })
    )
  }).nullable(),
  commits: object({
    nodes: array(
      object({
        commit: object({
          oid: string(),
          status: object({
            contexts: array(
              object({
                context: string(),
                state: _enum(["ERROR", "EXPECTED", "FAILURE", "PENDING", "SUCCESS"]),
                description: string().nullable(),
                targetUrl: string().nullable(),
                createdAt: string().nullish(),
                creator: object({ __typename: string(), login: string() }).nullable()
              })
            )
          }).nullable()
        })
      })
    )
  })
});
async function readStandings(ask, { owner, repo }, numbers) {
  const schema = object({ repository: record(string(), standingSchema) });
  const found = /* @__PURE__ */ new Map();
  for (let at = 0; at < numbers.length; at += CHUNK) {
    const query = standingsQuery(numbers.slice(at, at + CHUNK));
    const answer = schema.parse(await asked("Standings", ask(query, { owner, name: repo })));
    for (const pull of Object.values(answer.repository)) found.set(pull.number, toStanding(pull));
  }
  return found;
}
function toStanding(pull) {
  const headSha = pull.headRefOid;
  const reviews = pull.latestOpinionatedReviews?.nodes ?? [];
  const head = pull.commits.nodes.find(({ commit }) => commit.oid === headSha)?.commit;
  return {
    headSha,
    statuses: (head?.status?.contexts ?? []).map(toStatus),
    approvals: reviews.flatMap(
      ({ state, author, commit }) => state === "APPROVED" && commit?.oid === headSha && author !== null ? [author.login] : []
    ),
    mergeState: mergeState(pull)
  };
}
function toStatus(status) {
  const states = { ERROR: "error", FAILURE: "failure", SUCCESS: "success" };
  return {
    context: status.context,
    state: states[status.state] ?? "pending",
    description: status.description ?? "",
    ...status.targetUrl === null ? {} : { targetUrl: status.targetUrl },
    ...status.createdAt ? { at: status.createdAt } : {},
    ...status.creator === null ? {} : { by: loginOf(status.creator) }
  };
}
function loginOf({ __typename: type, login }) {
  return type === "Bot" && !login.endsWith("[bot]") ? `${login}[bot]` : login;
}
var viewerSchema = object({ viewer: object({ login: string().min(1) }) });
async function readAccount(ask) {
  return viewerSchema.parse(await asked("Viewer", ask(viewerQuery))).viewer.login;
}
function mergeState({
  mergeable,
  mergeStateStatus
}) {
  if (mergeable === "CONFLICTING" || mergeStateStatus === "DIRTY") return "conflict";
  if (mergeable === "UNKNOWN" || mergeStateStatus === "UNKNOWN") return "unknown";
  if (mergeStateStatus === "BEHIND") return "behind";
  return ["CLEAN", "HAS_HOOKS", "UNSTABLE"].includes(mergeStateStatus) ? "clean" : "blocked";
}
var commentsSchema = object({
  repository: object({
    pullRequest: object({
      comments: object({
        nodes: array(
          object({ databaseId: number().nullable(), body: string(), viewerDidAuthor: boolean() })
        ),
        pageInfo: object({ hasNextPage: boolean(), endCursor: string().nullable() })
      })
    })
  })
});
async function ownComments(ask, { owner, repo }, number2) {
  const own = [];
  for (let after = null; ; ) {
    const variables = { owner, name: repo, number: number2, after };
    const answer = commentsSchema.parse(await asked("Comments", ask(commentsQuery, variables)));
    const { nodes, pageInfo } = answer.repository.pullRequest.comments;
    for (const { databaseId, body, viewerDidAuthor } of nodes) {
      if (viewerDidAuthor && databaseId !== null) own.push({ id: databaseId, body });
    }
    if (!pageInfo.hasNextPage || pageInfo.endCursor === after) return own;
    after = pageInfo.endCursor;
  }
}
var committedSchema = object({
  createCommitOnBranch: object({ commit: object({ oid: string() }) })
});
async function commitOnBranch(ask, { owner, repo }, { branch, expectedHead, message, changes }) {
  const [headline = "", ...rest] = message.split("\n");
  const body = rest.join("\n").trim();
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: branch },
    expectedHeadOid: expectedHead,
    message: { headline, ...body === "" ? {} : { body } },
    fileChanges: {
      additions: changes.flatMap(
        ({ path, content }) => content === null ? [] : [{ path, contents: Buffer.from(content).toString("base64") }]
      ),
      deletions: changes.flatMap(({ path, content }) => content === null ? [{ path }] : [])
    }
  };
  try {
    const answer = committedSchema.parse(await ask(commitMutation, { input }));
    return { committed: true, sha: answer.createCommitOnBranch.commit.oid };
  } catch (error) {
    const stale = staleReason(error);
    if (stale === void 0) throw toForgeError("CommitOnBranch", error);
    return { committed: false, reason: stale };
  }
}
var refusedSchema = object({
  name: literal("GraphqlResponseError"),
  errors: array(object({ type: string().optional(), message: string() }))
});
function staleReason(error) {
  return refusedSchema.safeParse(error).data?.errors.find(
    ({ type, message }) => type === "STALE_DATA" || message.startsWith("Expected branch to point to")
  )?.message;
}
async function asked(operation, answer) {
  return await answer.catch((error) => {
    throw toForgeError(operation, error);
  });
}
function toForgeError(operation, error) {
  const refused = refusedSchema.safeParse(error).data;
  if (refused === void 0) return error;
  const types = { NOT_FOUND: 404, FORBIDDEN: 403, UNAUTHORIZED: 401 };
  const status = types[refused.errors[0]?.type ?? ""] ?? 422;
  const words = refused.errors.map(({ message }) => message).join("; ");
  return new ForgeError(`POST /graphql ${operation}`, status, words);
}

// actions/lib/io/forge/github-merge.ts
init_oldest_node();
var WORDS = [
  [/head branch was modified/i, "moved-head"],
  // Answered for seconds after a sibling's merge; it is not final (akuity/kargo#5761).
  [/base branch was modified/i, "moved-base"],
  [/not up to date with the base|out-of-date with the base/i, "behind"],
  [/merge conflict/i, "conflict"],
  [/required status check|approving review|review is required|protected branch|rule violations/i, "blocked"]
];
async function mergeRefusal(words, look) {
  const obstacle2 = WORDS.find(([pattern]) => pattern.test(words))?.[1];
  if (obstacle2 !== void 0) return { merged: false, obstacle: obstacle2, reason: words };
  const { state } = await look.pull();
  if (state === "merged") return { merged: true };
  if (state === "closed") return { merged: false, obstacle: "closed", reason: words };
  const mergeState2 = (await look.standing())?.mergeState ?? "unknown";
  return { merged: false, obstacle: mergeState2 === "clean" ? "unknown" : mergeState2, reason: words };
}

// actions/lib/io/forge/github-trust.ts
init_oldest_node();
var WEB_FLOW = "web-flow";
async function isOwnCommit(rest, at, sha, account) {
  const commit = await orMissing(
    async () => (await rest.repos.getCommit({ ...at, ref: sha, per_page: 1 })).data
  );
  if (commit?.sha !== sha || commit.commit.verification?.verified !== true) return false;
  if (commit.author?.login !== account) return false;
  if (![WEB_FLOW, account].includes(commit.committer?.login ?? "")) return false;
  return !await isSquash(rest, at, sha);
}
async function isSquash(rest, at, sha) {
  const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({
    ...at,
    commit_sha: sha,
    per_page: 100
  });
  return data.some(({ merge_commit_sha, merged_at }) => merge_commit_sha === sha && merged_at !== null);
}
async function readStatuses(rest, at, sha) {
  const { data } = await rest.repos.listCommitStatusesForRef({ ...at, ref: sha, per_page: 100 });
  const last = new Map(data.toReversed().map((status) => [status.context, status]));
  return [...last.values()].map(({ context, state, description, target_url, created_at, creator }) => ({
    context,
    state: state === "success" || state === "failure" || state === "error" ? state : "pending",
    description: description ?? "",
    ...target_url ? { targetUrl: target_url } : {},
    ...created_at ? { at: created_at } : {},
    ...creator ? { by: creator.login } : {}
  }));
}
async function readRules(rest, at, branch) {
  try {
    const { data } = await rest.repos.getBranchRules({ ...at, branch, per_page: 100 });
    return {
      isRestricted: data.some(({ type }) => type === "update"),
      checks: data.flatMap(
        (rule) => rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id: id }) => ({
          context,
          hasSource: id !== void 0
        })) : []
      )
    };
  } catch (error) {
    if (error instanceof ForgeError && [401, 403, 404].includes(error.status))
      return "the token may not read rulesets";
    throw error;
  }
}
async function readPushes(rest, at, branch) {
  try {
    const { data } = await rest.repos.listActivities({ ...at, ref: branch, per_page: 50 });
    return data.filter(({ ref }) => ref === `refs/heads/${branch}`).map(({ after, actor, timestamp }) => ({
      sha: after,
      by: actor?.login ?? "a deleted account",
      at: new Date(timestamp)
    }));
  } catch (error) {
    if (error instanceof ForgeError && [401, 403, 404].includes(error.status))
      return "the token may not read the repository's activity";
    throw error;
  }
}
async function orMissing(read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ForgeError && [404, 409, 422].includes(error.status)) return void 0;
    throw error;
  }
}

// actions/lib/io/forge/github.ts
function octokitOnDemand(address, fetcher) {
  let loading;
  const load = async () => {
    const { Octokit } = await import("./on-demand-octokit-rest.js");
    const octokit = new Octokit({
      auth: address.token,
      baseUrl: address.apiUrl,
      userAgent: "slipway",
      request: { fetch: fetcher },
      // Octokit's own log prints every failed request, also those whose answer is expected.
      log: { debug() {
      }, info() {
      }, warn() {
      }, error() {
      } }
    });
    octokit.hook.error("request", (error, request) => {
      throw forgeError(error, `${request.method} ${request.url}`);
    });
    return octokit;
  };
  return () => {
    loading ??= load();
    return loading;
  };
}
function github(address, fetcher = retryingFetch()) {
  const client = octokitOnDemand(address, fetcher);
  const at = { owner: address.owner, repo: address.repository };
  async function findPull({ head, base }) {
    const { data } = await (await client()).rest.pulls.list({
      ...at,
      state: "open",
      base,
      head: `${at.owner}:${head}`
    });
    return data.filter(isOwn2).map(pullRequest).find((pull) => pull.head === head);
  }
  const isOwn2 = ({ head }) => head.repo?.full_name.toLowerCase() === `${at.owner}/${at.repo}`.toLowerCase();
  let own;
  const account = () => {
    own ??= client().then(({ graphql }) => readAccount(graphql));
    return own;
  };
  const openList = async (base) => (await client()).paginate("GET /repos/{owner}/{repo}/pulls", {
    ...at,
    state: "open",
    base,
    per_page: 100
  });
  return {
    flavour: "github",
    account,
    isOwnCommit: async (sha) => isOwnCommit((await client()).rest, at, sha, await account()),
    branchRules: async (branch) => readRules((await client()).rest, at, branch),
    pushesTo: async (branch) => readPushes((await client()).rest, at, branch),
    openHeads: async (base) => (await openList(base)).map(({ number: number2, head }) => ({ number: number2, headSha: head.sha })),
    findPull,
    async findClosedPull({ head, base }) {
      const query = { ...at, state: "closed", base, head: `${at.owner}:${head}` };
      return newest((await (await client()).rest.pulls.list(query)).data.map(pullRequest));
    },
    openPulls: async (base) => (await openList(base)).filter(isOwn2).map(pullRequest),
    async mergedPulls(base) {
      const newestFirst = { state: "closed", sort: "updated", direction: "desc", per_page: 50 };
      const { data } = await (await client()).rest.pulls.list({ ...at, base, ...newestFirst });
      return data.filter(isOwn2).flatMap((pull) => {
        const { merged_at: mergedAt } = pull;
        return mergedAt === null ? [] : [{ ...pullRequest(pull), mergedAt: new Date(mergedAt) }];
      });
    },
    async openPull({ head, base, title, body }) {
      try {
        return pullRequest(
          (await (await client()).rest.pulls.create({ ...at, head, base, title, body })).data
        );
      } catch (error) {
        const existing = isStatus(error, 422) ? await findPull({ head, base }) : void 0;
        if (existing === void 0) throw error;
        const { data } = await (await client()).rest.pulls.update({
          ...at,
          pull_number: existing.number,
          title,
          body
        });
        return pullRequest(data);
      }
    },
    async updatePull(number2, change) {
      return pullRequest(
        (await (await client()).rest.pulls.update({ ...at, pull_number: number2, ...change })).data
      );
    },
    async closePull(number2, comment) {
      const { data } = await (await client()).rest.pulls.update({
        ...at,
        pull_number: number2,
        state: "closed"
      });
      if (pullRequest(data).state === "merged") return;
      await (await client()).rest.issues.createComment({ ...at, issue_number: number2, body: comment });
    },
    standings: async (numbers) => readStandings((await client()).graphql, at, numbers),
    async upsertComment(number2, marker, body) {
      const plan = planComment(await ownComments((await client()).graphql, at, number2), marker, body);
      const { issues } = (await client()).rest;
      await applyComment(plan, {
        create: (text) => issues.createComment({ ...at, issue_number: number2, body: text }),
        update: (id, text) => issues.updateComment({ ...at, comment_id: id, body: text }),
        remove: (id) => issues.deleteComment({ ...at, comment_id: id })
      });
    },
    async mergePull(number2, { headSha }) {
      try {
        await (await client()).rest.pulls.merge({
          ...at,
          pull_number: number2,
          sha: headSha,
          merge_method: "merge"
        });
        return { merged: true };
      } catch (error) {
        if (![405, 409, 422].some((status) => isStatus(error, status))) throw error;
        const words = error instanceof Error ? error.message : "";
        return await mergeRefusal(words, {
          pull: async () => pullRequest((await (await client()).rest.pulls.get({ ...at, pull_number: number2 })).data),
          standing: async () => (await readStandings((await client()).graphql, at, [number2])).get(number2)
        });
      }
    },
    async dispatchWorkflow(file, ref) {
      await (await client()).rest.actions.createWorkflowDispatch({ ...at, workflow_id: file, ref });
    },
    async commitStatus(sha, { context, state, description, targetUrl }) {
      await (await client()).rest.repos.createCommitStatus({
        ...at,
        sha,
        context,
        state,
        description: shortened(description),
        ...targetUrl === void 0 ? {} : { target_url: targetUrl }
      });
    },
    statuses: async (sha) => readStatuses((await client()).rest, at, sha),
    async deleteBranch(name) {
      try {
        await (await client()).rest.git.deleteRef({ ...at, ref: `heads/${name}` });
      } catch (error) {
        if (!isStatus(error, 404) && !isStatus(error, 422)) throw error;
      }
    },
    commitOnBranch: async (commit) => commitOnBranch((await client()).graphql, at, commit)
  };
}
function isStatus(error, status) {
  return error instanceof ForgeError && error.status === status;
}
function forgeError(error, request) {
  if (!(error instanceof Error)) return new ForgeError(request, 0, String(error));
  const status = "status" in error && typeof error.status === "number" ? error.status : 0;
  const isAnswered = "response" in error && error.response !== void 0;
  return isAnswered ? new ForgeError(request, status, error.message) : new ForgeError(request, 0, faultOf(error));
}
function pullRequest(pull) {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    head: pull.head.ref,
    base: pull.base.ref,
    headSha: pull.head.sha,
    state: pull.merged_at !== null ? "merged" : pull.state === "open" ? "open" : "closed",
    url: pull.html_url
  };
}

// actions/lib/io/forge/connect.ts
init_oldest_node();

// actions/lib/io/forge/gitea.ts
init_oldest_node();

// actions/lib/io/forge/gitea-merge.ts
init_oldest_node();
import { setTimeout as wait } from "node:timers/promises";
var DEADLINES_MS = { unchecked: 15e3, unprocessed: 6e4 };
var INTERVAL_MS = 300;
var pullSchema = object({
  state: string(),
  merged: boolean().nullish(),
  mergeable: boolean(),
  head: object({ ref: string(), sha: string() })
});
async function mergeWhenChecked(call, number2, headSha) {
  const began = Date.now();
  for (; ; ) {
    const answer = await call(
      "POST",
      `/pulls/${number2}/merge`,
      { Do: "merge", head_commit_id: headSha },
      [404, 405, 409]
    );
    if (answer.status < 400) return { merged: true };
    const pull = pullSchema.parse((await call("GET", `/pulls/${number2}`)).body);
    const waits = pull.merged || pull.state === "closed" ? void 0 : await whyWait(call, pull, answer, headSha);
    if (waits === void 0 || Date.now() - began >= DEADLINES_MS[waits]) return refusal(pull, answer, waits);
    await wait(INTERVAL_MS);
  }
}
async function whyWait(call, { head }, { status, message }, headSha) {
  if (status === 405 && message.includes("try again later")) return "unchecked";
  if (status !== 404 && !OUT_OF_DATE.test(message)) return void 0;
  if (head.sha === headSha) return "unprocessed";
  const branch = await call("GET", `/branches/${encodeURIComponent(head.ref)}`, void 0, [404]);
  const found = branchSchema.safeParse(branch.body);
  return found.success && found.data.commit.id === headSha ? "unprocessed" : void 0;
}
var OUT_OF_DATE = /head out of date|head commit/i;
var branchSchema = object({ commit: object({ id: string() }) });
function refusal(pull, { status, message }, waited) {
  if (pull.merged) return { merged: true };
  const reason = waited === "unprocessed" ? `the forge has not processed the push of this head within ${DEADLINES_MS.unprocessed / 1e3} s (${status} ${message})` : message;
  return { merged: false, obstacle: obstacle(pull, status, message, waited), reason };
}
function obstacle(pull, status, reason, waited) {
  if (pull.state === "closed") return "closed";
  if (waited === "unprocessed") return "unknown";
  if (status === 404 || OUT_OF_DATE.test(reason)) return "moved-head";
  if (/pushrejected|push.?out.?of.?date|base/i.test(reason) && status === 409) return "moved-base";
  if (status === 409) return "conflict";
  if (waited !== "unchecked") return /outdated|behind/i.test(reason) ? "behind" : "blocked";
  return pull.mergeable ? "unknown" : "conflict";
}

// actions/lib/io/forge/gitea-pages.ts
init_oldest_node();
var PAGE = 50;
async function everyPage(call, path, item, idOf) {
  const found = /* @__PURE__ */ new Map();
  for (let page = 1; ; page += 1) {
    const { body } = await call("GET", `${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}&page=${page}`);
    const known = found.size;
    for (const each of array(item).parse(body)) found.set(idOf(each), each);
    if (found.size === known) return [...found.values()];
  }
}

// actions/lib/io/forge/gitea-standings.ts
init_oldest_node();
var pullSchema2 = object({
  number: number(),
  head: object({ sha: string() }),
  mergeable: boolean(),
  user: object({ login: string() })
});
var reviewSchema = object({
  id: number(),
  state: string(),
  commit_id: string(),
  dismissed: boolean(),
  official: boolean(),
  user: object({ login: string() }).nullable()
});
var statusSchema = object({
  context: string(),
  status: string(),
  description: string().nullish(),
  target_url: string().nullish(),
  updated_at: string().nullish(),
  creator: object({ login: string() }).nullish()
});
async function readStandings2(call, numbers) {
  const found = /* @__PURE__ */ new Map();
  for (const number2 of numbers) found.set(number2, await readStanding(call, number2));
  return found;
}
async function readStanding(call, number2) {
  const pull = pullSchema2.parse((await call("GET", `/pulls/${number2}`)).body);
  const [statuses, approvals] = await Promise.all([
    readStatuses2(call, pull.head.sha),
    readApprovals(call, pull)
  ]);
  const mergeState2 = pull.mergeable ? "clean" : "unknown";
  return { headSha: pull.head.sha, statuses, approvals, mergeState: mergeState2 };
}
async function readStatuses2(call, sha) {
  const { body } = await call("GET", `/commits/${sha}/status?limit=50`);
  const { statuses } = object({ statuses: array(statusSchema).nullish() }).parse(body);
  return (statuses ?? []).map(({ context, status, description, target_url, updated_at, creator }) => ({
    context,
    state: status === "success" || status === "failure" || status === "error" ? status : "pending",
    description: description ?? "",
    ...target_url ? { targetUrl: target_url } : {},
    ...updated_at ? { at: updated_at } : {},
    ...creator ? { by: creator.login } : {}
  }));
}
async function readApprovals(call, pull) {
  const reviews = await everyPage(call, `/pulls/${pull.number}/reviews`, reviewSchema, ({ id }) => id);
  const last = /* @__PURE__ */ new Map();
  for (const review of reviews) {
    const isOpinion = review.state === "APPROVED" || review.state === "REQUEST_CHANGES";
    if (isOpinion && review.user !== null) last.set(review.user.login, review);
  }
  const approving = [...last].filter(
    ([login, review]) => review.state === "APPROVED" && !review.dismissed && review.commit_id === pull.head.sha && login !== pull.user.login
  );
  const isTrusted = approving.every(([, { official }]) => official);
  const writers = isTrusted ? [] : await readWriters(call);
  return approving.flatMap(([login, { official }]) => official || writers.includes(login) ? [login] : []);
}
async function readWriters(call) {
  const { body } = await call("GET", "/assignees");
  return array(object({ login: string() })).parse(body).map(({ login }) => login);
}

// actions/lib/io/forge/gitea-trust.ts
init_oldest_node();
async function readAccount2(call) {
  const { body } = await call("GET", "/user", void 0, [], "api");
  return object({ login: string().min(1) }).parse(body).login;
}
var commitSchema = object({
  sha: string(),
  author: object({ login: string() }).nullish(),
  commit: object({
    verification: object({ verified: boolean(), signer: object({ name: string() }).nullish() }).nullish()
  })
});
async function isOwnCommit2(call, sha, account) {
  const path = `/git/commits/${sha}?stat=false&verification=true&files=false`;
  const { status, body } = await call("GET", path, void 0, [404, 422]);
  if (status === 404 || status === 422) return false;
  const { sha: found, author, commit } = commitSchema.parse(body);
  const { verification } = commit;
  return found === sha && verification?.verified === true && verification.signer?.name === account && author?.login === account;
}
var rulesSchema = array(
  object({
    rule_name: string(),
    enable_push: boolean(),
    enable_push_whitelist: boolean(),
    enable_status_check: boolean(),
    status_check_contexts: array(string()).nullish()
  })
);
async function readRules2(call, branch) {
  const { status, body } = await call("GET", "/branch_protections", void 0, [401, 403, 404]);
  if ([401, 403, 404].includes(status)) return "the token may not read branch protections";
  const rules = rulesSchema.parse(body).filter(({ rule_name }) => matches(rule_name, branch));
  return {
    isRestricted: rules.some((rule) => !rule.enable_push || rule.enable_push_whitelist),
    checks: rules.filter((rule) => rule.enable_status_check).flatMap(
      (rule) => (rule.status_check_contexts ?? []).map((context) => ({ context, hasSource: false }))
    )
  };
}
var feedSchema = array(
  object({
    op_type: string(),
    ref_name: string().nullish(),
    created: string(),
    act_user: object({ login: string() }).nullish(),
    content: string().nullish()
  })
);
var pushSchema = object({ HeadCommit: object({ Sha1: string() }).nullish() });
async function readPushes2(call, branch) {
  const { status, body } = await call("GET", "/activities/feeds?limit=50", void 0, [401, 403, 404]);
  if ([401, 403, 404].includes(status)) return "the token may not read the repository's activity";
  return feedSchema.parse(body).flatMap(({ op_type, ref_name, created, act_user, content }) => {
    if (op_type !== "commit_repo" || ref_name !== `refs/heads/${branch}`) return [];
    const pushed = pushSchema.safeParse(parseJson(content ?? ""));
    const sha = pushed.success ? pushed.data.HeadCommit?.Sha1 : void 0;
    return sha === void 0 ? [] : [{ sha, by: act_user?.login ?? "a deleted account", at: new Date(created) }];
  });
}
function matches(rule, branch) {
  const pattern = rule.split("**").map((part) => part.split("*").map(escaped).join("[^/]*")).join(".*");
  return new RegExp(`^${pattern}$`).test(branch);
}
function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

// actions/lib/io/forge/gitea.ts
var PAGE2 = 50;
var pullSchema3 = object({
  number: number(),
  title: string(),
  body: string().nullish(),
  state: _enum(["open", "closed"]),
  merged: boolean().nullish(),
  merged_at: string().nullish(),
  html_url: string(),
  head: object({ ref: string(), sha: string(), repo_id: number() }),
  base: object({ ref: string(), repo_id: number() })
});
function gitea(address, fetcher = retryingFetch()) {
  const call = giteaCaller(address, fetcher);
  async function openList(base) {
    const pulls = await everyPage(call, "/pulls?state=open", pullSchema3, ({ number: number2 }) => number2);
    return pulls.filter((pull) => pull.base.ref === base);
  }
  async function openPulls(base) {
    return (await openList(base)).filter(isOwn).map(pullRequest2);
  }
  async function closedPulls() {
    const answer = await call("GET", `/pulls?state=closed&sort=recentupdate&limit=${PAGE2}`);
    return array(pullSchema3).parse(answer.body).filter(isOwn);
  }
  async function findPull({ head, base }) {
    return (await openPulls(base)).find((pull) => pull.head === head);
  }
  async function edit(number2, change) {
    const answer = await call("PATCH", `/pulls/${number2}`, change);
    return pullRequest2(pullSchema3.parse(answer.body));
  }
  let own;
  const account = () => {
    own ??= readAccount2(call);
    return own;
  };
  return {
    flavour: "gitea",
    account,
    isOwnCommit: async (sha) => await isOwnCommit2(call, sha, await account()),
    branchRules: (branch) => readRules2(call, branch),
    pushesTo: (branch) => readPushes2(call, branch),
    openHeads: async (base) => (await openList(base)).map(({ number: number2, head }) => ({ number: number2, headSha: head.sha })),
    openPulls,
    findPull,
    mergedPulls: async (base) => (await closedPulls()).filter((pull) => pull.base.ref === base).flatMap(merged),
    async findClosedPull({ head, base }) {
      const pulls = (await closedPulls()).map(pullRequest2);
      return newest(pulls.filter((pull) => pull.head === head && pull.base === base));
    },
    async openPull(pull) {
      const answer = await call("POST", "/pulls", { ...pull }, [409]);
      if (answer.status !== 409) return pullRequest2(pullSchema3.parse(answer.body));
      const existing = await findPull(pull);
      if (existing === void 0) throw new ForgeError("POST /pulls", 409, answer.message);
      return edit(existing.number, { title: pull.title, body: pull.body });
    },
    updatePull: (number2, change) => edit(number2, { ...change }),
    async closePull(number2, comment) {
      const path = `/pulls/${number2}`;
      const { status, message } = await call("PATCH", path, { state: "closed" }, [412]);
      if (status === 412) {
        if (pullSchema3.parse((await call("GET", path)).body).merged) return;
        throw new ForgeError(`PATCH ${path}`, status, message);
      }
      await call("POST", `/issues/${number2}/comments`, { body: comment });
    },
    standings: (numbers) => readStandings2(call, numbers),
    async upsertComment(number2, marker, body) {
      await applyComment(planComment(await ownComments2(call, number2), marker, body), {
        create: (text) => call("POST", `/issues/${number2}/comments`, { body: text }),
        update: (id, text) => call("PATCH", `/issues/comments/${id}`, { body: text }),
        remove: (id) => call("DELETE", `/issues/comments/${id}`)
      });
    },
    mergePull: (number2, { headSha }) => mergeWhenChecked(call, number2, headSha),
    async dispatchWorkflow(file, ref) {
      await call("POST", `/actions/workflows/${encodeURIComponent(file)}/dispatches`, { ref });
    },
    async commitStatus(sha, status) {
      await call("POST", `/statuses/${sha}`, {
        context: status.context,
        state: status.state,
        description: shortened(status.description),
        ...status.targetUrl === void 0 ? {} : { target_url: status.targetUrl }
      });
    },
    statuses: (sha) => readStatuses2(call, sha),
    async deleteBranch(name) {
      await call("DELETE", `/branches/${encodeURIComponent(name)}`, void 0, [404]);
    }
  };
}
function isOwn({ head, base }) {
  return head.repo_id === base.repo_id;
}
var commentSchema = object({ id: number(), body: string(), user: object({ login: string() }) });
async function ownComments2(call, number2) {
  const [login, comments] = await Promise.all([readAccount2(call), call("GET", `/issues/${number2}/comments`)]);
  return array(commentSchema).parse(comments.body).filter(({ user }) => user.login === login);
}
function merged(pull) {
  if (!pull.merged || !pull.merged_at) return [];
  return [{ ...pullRequest2(pull), mergedAt: new Date(pull.merged_at) }];
}
function pullRequest2(pull) {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    head: pull.head.ref,
    base: pull.base.ref,
    headSha: pull.head.sha,
    state: pull.merged ? "merged" : pull.state,
    url: pull.html_url
  };
}

// actions/lib/io/forge/connect.ts
function connectForge(env, fetcher = retryingFetch(limitsOf(env))) {
  const address = readAddress(env);
  return isGitea(address.apiUrl) ? gitea(address, fetcher) : github(address, fetcher);
}
function isGitea(apiUrl) {
  return apiUrl.endsWith("/api/v1");
}
function readAddress(env) {
  const findings = [];
  const apiUrl = (env.GITHUB_API_URL || "https://api.github.com").replace(/\/+$/, "");
  if (!URL.canParse(apiUrl)) {
    findings.push(
      `GITHUB_API_URL: "${apiUrl}" is not a URL.
  Give the forge's API, for example http://forge/api/v1.`
    );
  }
  const [owner, repository, ...rest] = (env.GITHUB_REPOSITORY ?? "").split("/");
  if (!owner || !repository || rest.length > 0) {
    findings.push(`GITHUB_REPOSITORY: "${env.GITHUB_REPOSITORY ?? ""}" is not owner/name.
  Set it.`);
  }
  if (!env.SLIPWAY_TOKEN) {
    findings.push("SLIPWAY_TOKEN: not set.\n  Give the bot's token in this environment variable.");
  }
  Findings.throwIfAny(findings);
  return { apiUrl, owner: owner ?? "", repository: repository ?? "", token: env.SLIPWAY_TOKEN ?? "" };
}

export {
  j,
  secondsOf,
  readEnvironments,
  readEnvironment,
  requireEnvironment,
  ForgeError,
  shortened,
  giteaCaller,
  matches,
  octokitOnDemand,
  connectForge,
  isGitea,
  readAddress
};
