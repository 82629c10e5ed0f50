/** Texts of finding a customer: fetched when the picker is. */

import { plural, t as base } from "./strings.js";

export const t = {
  ...base,

  picker: {
    ...base.picker,
    label: "Search for a company or relationship",
    placeholder: "Company or relationship",
    filter: "Show",
    results: "Results",
    recent: "Recent",
    suggested: "From this call, and recent",
    mine: "Recent, and yours",
    start: "Find your customer",
    startBody: "Type two letters or more of a company's or relationship's name.",
    short: "Type one more letter.",
    searching: "Searching…",
    none: "Nothing found",
    noneBody: (/** @type {string} */ q) => `No customer you can see is called “${q}”. Check the spelling or try a shorter part of the name.`,
    noneFiltered: "Search all",
    more: (/** @type {number} */ n) => `Showing the first ${n}, keep typing`,
    found: (/** @type {number} */ n) => plural(n, "result", "results"),
    partial: (/** @type {string} */ what) => `${what} could not be searched.`,
    signedIn: (/** @type {string} */ names) => `Signed in to ${names}`,
    esc: "Esc closes",
    clear: "Clear",
    inactive: "inactive",
    parts: { company: "Companies", relationship: "Relationships" },
  },
};
