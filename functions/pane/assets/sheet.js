/** Style sheets of the tabs that come later, each loaded once. */

/** @type {Map<string, Promise<void>>} */
const loading = new Map();

/** Loads a sheet of this version; a sheet that fails leaves the page usable. @param {string} name @returns {Promise<void>} */
export function sheet(name) {
  const known = loading.get(name);
  if (known) return known;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(name, import.meta.url).href;
  /** @type {Promise<void>} */
  const loaded = new Promise((resolve) => {
    link.addEventListener("load", () => resolve(), { once: true });
    link.addEventListener("error", () => resolve(), { once: true });
  });
  document.head.append(link);
  loading.set(name, loaded);
  return loaded;
}
