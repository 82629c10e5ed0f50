/** Notes and summaries written in Gainsight. The one place that shows HTML: the server has sanitised it. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { leave } from "./elements.js";

/** @param {{html: string}} props HTML the server has sanitised */
export const RichText = ({ html: clean }) => html`<div class="rich" dir="auto" dangerouslySetInnerHTML=${{ __html: clean }}
  onClick=${(/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (link instanceof HTMLAnchorElement && event.currentTarget !== link) leave(event, link.href);
  }}></div>`;

/** Puts HTML the server has sanitised into an editable field. @param {HTMLElement} box @param {string} clean */
export function fill(box, clean) {
  box.innerHTML = clean;
}

/** What stands in an editable field; the server sanitises it. @param {HTMLElement} box */
export const htmlOf = (box) => (box.textContent?.trim() ? box.innerHTML : "");
