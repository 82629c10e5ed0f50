/**
 * Where the user was: tab and scroll position, per customer. Survives a reload of the page, as popping out may cause;
 * holds ids and numbers only, and only until the pane closes.
 */

const KEY = "place";

/** @typedef {{key: string, tab: string, scroll: number}} Place */

/** @param {import("./model").Customer} customer */
export const keyOf = ({ tenant, kind, id }) => [tenant, kind, id].join("/");

/** @param {string} key @returns {Place | null} */
export function recall(key) {
  try {
    const place = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return place?.key === key ? place : null;
  } catch {
    return null; // storage may be closed to us inside the web client
  }
}

/** @param {Place} place */
export function remember(place) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(place));
  } catch {
    // the same: then a reload starts at the top
  }
}
