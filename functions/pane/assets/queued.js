/** In the place of what waits for its turn with Gainsight: it comes by itself. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { Countdown } from "./banner.js";
import { Spinner } from "./elements.js";
import { t } from "./strings-tabs.js";

/** @param {{due: number | null, busy: boolean}} props */
export const Queued = ({ due, busy }) => html`<div class="problem" role="status"><${Spinner} quiet />
  <h2><${Countdown} due=${due} busy=${busy} queued /></h2><p class="muted">${t.queuedBody}</p></div>`;
