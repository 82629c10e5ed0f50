/** Small makers of elements; text goes in as text, never as HTML. */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `class` and others as attributes, `on...` as listeners; false and null are left out
 * @param {...(Node | string | null)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Make one of the icons of icons.svg. @param {string} name */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("viewBox", "0 0 24 24");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Find an element that the page is known to have.
 * @template {keyof import("../client").Parts} Id
 * @param {Id} id
 * @returns {import("../client").Parts[Id]}
 */
export function byId(id) {
  return /** @type {any} */ (document.getElementById(id));
}

/** Make a round picture with initials, in a colour that stays with the name. @param {string} name */
export function face(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const initials = words.length > 1 ? words[0].charAt(0) + words[words.length - 1].charAt(0) : name.slice(0, 2);
  const hue = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
  return h("span", { class: `face hue-${hue}`, "aria-hidden": "true" }, initials.toUpperCase());
}
