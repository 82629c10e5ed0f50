/** Small pieces that every view is made of. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { useFocus, usePane, useResource } from "./hooks.js";
import { openUrl } from "./zoom.js";
import { t } from "./strings.js";

/** @import {ApiError} from "./api.js" */
/** @import {AnyComponent, Children, ScreenProps} from "./props" */

/** @type {Record<string, string>} Paths on a 24 x 24 grid, drawn with a round pen. */
const PATHS = {
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20",
  chevron: "m7 10 5 5 5-5",
  next: "m10 7 5 5-5 5",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6 6 18",
  back: "m14 7-5 5 5 5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  refresh: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  window: "M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM12 12h8M12 12v7",
  eyeOff: "M4 4l16 16M9.5 6.4A9 9 0 0 1 12 6c5.8 0 9 6 9 6a16 16 0 0 1-2.6 3.2M6.3 8A15 15 0 0 0 3 12s3.2 6 9 6a9 9 0 0 0 4-.9",
  shield: "M12 3.5 5 6v5.5c0 4.3 2.9 7.6 7 9 4.1-1.4 7-4.7 7-9V6zM9 12l2.2 2.2L15.2 10",
  out: "M14 5H7a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h7M11 12h9M17 8.5l3.5 3.5-3.5 3.5",
  away: "M9 6H6.5A1.5 1.5 0 0 0 5 7.5v10A1.5 1.5 0 0 0 6.5 19h10a1.5 1.5 0 0 0 1.5-1.5V15M13 5h6v6M19 5l-8.5 8.5",
  up: "M12 18V7M7.5 11 12 6.5 16.5 11",
  down: "M12 6v11M7.5 13l4.5 4.5 4.5-4.5",
  flat: "M6 12h12",
  warning: "M12 4.5 3.5 19h17zM12 10v4.5M12 16.8v.01",
  offline: "M4 4l16 16M5 12.5a10 10 0 0 1 4-2.3M2.5 9A14 14 0 0 1 7 6.3M12.5 6a14 14 0 0 1 9 3M16 10.9a10 10 0 0 1 3 1.6M8.5 16a5 5 0 0 1 6 0M12 19.5v.01",
  building: "M5 20V5.5A1.5 1.5 0 0 1 6.5 4h7A1.5 1.5 0 0 1 15 5.5V20M15 10h3a1 1 0 0 1 1 1v9M3.5 20h17M8.5 8h3M8.5 12h3M8.5 16h3",
  bold: "M8 5h5a3.5 3.5 0 0 1 0 7H8zM8 12h6a3.5 3.5 0 0 1 0 7H8z",
  bullets: "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
  numbers: "M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M4 14.5c2-2.5 3 0 .2 3H6.5",
  link: "M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.6-5.6L11.6 7.5M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.6 5.6l1.4-1.3",
  lock: "M7 11h10v8H7zM9 11V8.5a3 3 0 0 1 6 0V11",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5",
  gear: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1",
  note: "M5 19h4L19 9l-4-4L5 15zM13 7l4 4",
  chart: "M4 20V4M4 20h16M8.5 16.5v-4M13 16.5v-9M17.5 16.5V10",
  summary: "M4 5h16M4 12h16M4 19h9",
  timeline: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4l3 2",
  people: "M9 12.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.5 19a5.5 5.5 0 0 1 11 0M16 6.5a3 3 0 0 1 0 5.6M17.5 14.5a5 5 0 0 1 3 4.5",
  scorecard: "M4 18a8 8 0 1 1 16 0M12 18l4-6",
  attributes: "M5 7h9M18 7h1M5 12h2M11 12h8M5 17h9M18 17h1M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM16 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
};

/** A picture that says nothing by itself: the words beside it do. @param {{name: string, size?: number}} props */
export const Icon = ({ name, size = 18 }) => html`<svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

/** Something goes on. @param {{quiet?: boolean}} props quiet: words beside it say so already */
export const Spinner = ({ quiet }) => html`<span class="spinner" ...${quiet ? { "aria-hidden": "true" } : { role: "img", "aria-label": t.loading }}></span>`;

export const Mark = () => html`<img src=${new URL("mark.svg", import.meta.url).href} width="40" height="40" alt="" />`;

/** A sentence-sized screen: a mark or icon, a title that takes the focus, text, and what to do. @param {ScreenProps} props */
export function Screen({ title, icon, mark, tone = "", children, foot, focus = true }) {
  const heading = useFocus(focus ? title : undefined);
  return html`<main class="screen scroll">
    <div class="screen-body">
      ${mark && html`<${Mark} />`}
      ${icon && html`<span class=${`badge ${tone}`}><${Icon} name=${icon} size=${24} /></span>`}
      <h1 tabindex="-1" ref=${focus ? heading : null}>${title}</h1>
      ${children}
    </div>
  </main>
  ${foot && html`<footer><span>${foot}</span></footer>`}`;
}

/** @param {string} code @param {string} fallback */
export const words = (code, fallback) => t.errors[code] ?? [t.errors.internal[0], fallback || t.errors.internal[1]];

/** The id that finds a failure in the server's log. @param {{id: string}} props */
export const Reference = ({ id }) => (id ? html`<p class="reference">${t.reference} <code>${id}</code></p>` : null);

/** What went wrong, what to do, and the reference to pass on. @param {{error: ApiError, retry?: () => void, busy?: boolean, level?: number, children?: Children}} props */
export function Problem({ error, retry, busy, level = 2, children }) {
  const [title, advice] = words(error.code, error.message);
  const Title = `h${level}`;
  return html`<div class="problem" role="alert">
    <span class="badge bad"><${Icon} name=${error.code === "offline" ? "offline" : "warning"} size=${22} /></span>
    <${Title}>${title}<//>
    <p class="muted">${advice}</p>
    <div class="actions">
      ${retry && html`<${Button} class="line" onClick=${retry} busy=${busy}>${t.retry}<//>`}
      ${children}
    </div>
    <${Reference} id=${error.requestId} />
  </div>`;
}

/** The same, as a line beside what it is about. @param {{error: ApiError}} props */
export function ProblemLine({ error }) {
  const [title, advice] = words(error.code, error.message);
  const fields = error.code === "validation_failed" ? Object.values(error.fields) : [];
  return html`<div class="notice bad" role="alert">
    <p><b>${title}.</b> ${fields.length ? fields.join(" ") : advice}</p>
    <${Reference} id=${error.requestId} />
  </div>`;
}

/** A button that shows its own progress and cannot be pressed twice. @param {Record<string, any>} props */
export function Button({ busy = false, class: look = "", children, onClick, ...rest }) {
  return html`<button type="button" class=${`btn ${look}`} aria-disabled=${busy ? "true" : undefined}
    aria-busy=${busy ? "true" : undefined} onClick=${busy ? (/** @type {Event} */ event) => event.preventDefault() : onClick} ...${rest}>
    ${busy && html`<${Spinner} quiet />`}${children}
  </button>`;
}

/** A link that opens in the system browser, as the Zoom client wants. @param {{href: string, class?: string, children?: Children}} props */
export const OutLink = ({ href, class: look, children }) => html`<a class=${look} href=${href} target="_blank" rel="noopener noreferrer"
  onClick=${(/** @type {Event} */ event) => leave(event, href)}>${children}</a>`;

/** @param {Event} event @param {string} href */
export function leave(event, href) {
  event.preventDefault();
  openUrl(href).catch(() => window.open(href, "_blank", "noopener,noreferrer"));
}

/** A value that "hide values" covers: then it is not on the page at all. @param {{when?: boolean, children?: Children, as?: string}} props */
export function Veil({ when = true, children, as = "000,000" }) {
  const { hidden } = usePane();
  if (!hidden || !when) return children;
  return html`<span class="veil"><span aria-hidden="true">${as}</span><span class="sr">${t.hiddenValue}</span></span>`;
}

/** A component whose module is fetched when it is first shown. @param {() => Promise<AnyComponent>} load @param {boolean} [extra] nobody misses it: where it cannot be had nothing is said */
export function late(load, extra) {
  /** @type {AnyComponent | null} */
  let Loaded = null;
  return function Late(/** @type {any} */ props) {
    const { data, error, busy, reload } = useResource(Loaded ? null : "module", load);
    Loaded ??= data;
    if (Loaded) return html`<${Loaded} ...${props} />`;
    if (extra) return null;
    if (error) return html`<${Problem} error=${error} retry=${reload} busy=${busy} />`;
    return html`<div class="late"><${Spinner} /></div>`;
  };
}
