/** Values as the user's own locale writes them. Pure functions; nothing here touches the page. */

import { t } from "./strings.js";

/** @import {Field} from "./model" */

const DAY_MS = 86_400_000;
const languages = () => [...navigator.languages];

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options) => new Intl.NumberFormat(languages(), options).format(value);

/** Money in its own currency (ISO 4217); whole amounts lose their ".00". @param {number} value @param {string} [currency] @param {number} [decimals] */
function money(value, currency, decimals) {
  const digits = Number.isInteger(value) ? 0 : (decimals ?? 2);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  if (!currency) return number(value, options);
  try {
    return number(value, { ...options, style: "currency", currency });
  } catch (error) {
    /** Not an ISO code: show it as it is. */
    if (!(error instanceof RangeError)) throw error;
    return `${number(value, options)} ${currency}`;
  }
}

/** @param {string} iso "2027-01-08": a day without a zone, so it is the same day everywhere */
export function date(iso) {
  const at = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.valueOf())) return iso;
  return at.toLocaleDateString(languages(), { dateStyle: "medium", timeZone: "UTC" });
}

/** @param {string} iso "2027-01-08T10:00:00Z" */
export function dateTime(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.valueOf())) return iso;
  return at.toLocaleString(languages(), { dateStyle: "medium", timeStyle: "short" });
}

/** The time of day, with the date in front when it is not today's. @param {string} iso */
export function clock(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.valueOf())) return "";
  const time = at.toLocaleTimeString(languages(), { timeStyle: "short" });
  const now = new Date();
  if (at.toDateString() === now.toDateString()) return time;
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return `${at.toLocaleDateString(languages(), { day: "numeric", month: "short", year })}, ${time}`;
}

/** Whole days from the user's today to a date; negative when it has passed. @param {string} iso "2027-01-08" */
export function daysUntil(iso) {
  const now = new Date();
  const day = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day)) return null;
  return Math.round((day - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / DAY_MS);
}

/** @param {number} days "47 days", "today", "12 days ago" */
export function daysLeft(days) {
  if (days > 1) return number(days, { style: "unit", unit: "day", unitDisplay: "long" });
  return new Intl.RelativeTimeFormat(languages(), { numeric: "auto" }).format(days, "day");
}

/** @param {string[]} items */
export const list = (items) => new Intl.ListFormat(languages(), { type: "unit", style: "short" }).format(items);

/** @type {Record<string, (value: number, field: Field) => string>} */
const numeric = {
  number: (value, field) => number(value, { maximumFractionDigits: field.decimals ?? 2 }),
  percentage: (value, field) => number(value / 100, { style: "percent", maximumFractionDigits: field.decimals ?? 1 }),
  currency: (value, field) => money(value, field.currency, field.decimals),
};

/** A field's value as one line of text; "" when it is empty. @param {Field} field @returns {string} */
export function text(field) {
  const { value, type } = field;
  if (value == null || value === "") return "";
  if (typeof value === "number") return (numeric[type] ?? numeric.number)(value, field);
  if (typeof value === "boolean") return value ? t.yes : t.no;
  if (Array.isArray(value)) return list(value.map((item) => item.label));
  if (typeof value === "object") return value.label;
  if (type === "date") return date(value);
  return type === "datetime" ? dateTime(value) : value;
}
