/** Prices, dates and countries as people read them. */

const formats = new Map<string, Intl.NumberFormat>();
const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const regions = new Intl.DisplayNames("en", { type: "region" });

export function price(amount: number, currency: string): string {
  let format = formats.get(currency);
  if (format === undefined) {
    format = new Intl.NumberFormat("en", { style: "currency", currency });
    formats.set(currency, format);
  }
  return format.format(amount);
}

export function date(iso: string): string {
  return `${dates.format(new Date(iso))} UTC`;
}

export function country(code: string): string {
  return regions.of(code) ?? code;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

export function titled(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
