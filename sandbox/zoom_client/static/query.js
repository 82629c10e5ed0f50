/**
 * What the address of the page sets, for people and for tests:
 *
 * - `user`: priya (default), jonas, mei, omar, lena, sam, or guest (nobody is signed in)
 * - `role`: host, coHost (also cohost), attendee (also participant); default: what they have
 * - `guest`: 0 (the app is added), 1 (guest mode: app not added), authenticated (the same), unauthenticated (signed out)
 * - `theme`: system (default), light, dark. The frame's colour scheme decides the app's `prefers-color-scheme`, also across
 *   origins, unless a tool emulates one: Playwright emulates light by default, so give it `color_scheme="null"` or the theme
 * - `width`: width of the docked panel in px, 280 to 640, default 320
 * - `chrome`: 0 shows the panel alone, filling the window
 * - `open`: 0 makes openUrl open no window; it is listed all the same
 * - `deeplink`, `invitation`: what opened the app
 */

export const WIDTH = { min: 280, max: 640, start: 320 };

/** @type {Record<string, import("../client").Role>} */
const ROLES = { host: "host", cohost: "coHost", attendee: "attendee", participant: "attendee" };
/** @type {Record<string, import("../client").Status>} */
const STATUSES = {
  0: "authorized",
  1: "authenticated",
  authenticated: "authenticated",
  unauthenticated: "unauthenticated",
};

/** Keep a width within what the client's handle allows. @param {number} width */
export function clampWidth(width) {
  return Math.round(Math.min(WIDTH.max, Math.max(WIDTH.min, width || WIDTH.start)));
}

/** Read the address. Unknown values count as not given. @returns {import("../client").Settings} */
export function readQuery(search = location.search) {
  const query = new URLSearchParams(search);
  const theme = query.get("theme") ?? "";
  return {
    enter: {
      user: query.get("user") ?? undefined,
      role: ROLES[(query.get("role") ?? "").toLowerCase()],
      status: STATUSES[query.get("guest") ?? ""],
      deeplink: query.get("deeplink") ?? undefined,
      invitation: query.get("invitation") ?? undefined,
    },
    theme: ["light", "dark"].includes(theme) ? theme : "system",
    width: clampWidth(Number(query.get("width"))),
    chrome: query.get("chrome") !== "0",
    open: query.get("open") !== "0",
  };
}

/** Keep a choice in the address, so that reloading the page keeps it. @param {string} name @param {string | number} value */
export function rememberInQuery(name, value) {
  const url = new URL(location.href);
  url.searchParams.set(name, String(value));
  history.replaceState(null, "", url);
}
