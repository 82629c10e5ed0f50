/** The tenant's own colour of a score, beside the score: the words say it, the colour repeats it. */

import { html } from "./vendor-htm-preact-3.1.1.js";

/** @param {{color: string | null}} props */
export const Dot = ({ color }) => color && html`<svg class="dot" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true"><circle cx="4" cy="4" r="4" fill=${color} /></svg>`;
