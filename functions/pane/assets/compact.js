/** The line that stays when the Summary's head is scrolled away. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import { Dot } from "./dot.js";
import { Icon, Veil } from "./elements.js";
import { Remaining } from "./fields.js";
import { usePane } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";

/** @import {SummaryData} from "./model" */

/** What a long brief keeps below the fold is not scrolled away. */
const FURTHER_DOWN = "0px 0px 100000px";

/**
 * Health, trend and renewal in one line, while the ring they are read from is scrolled away. It repeats, so it is not read out.
 * @param {{header: SummaryData["header"], below: {current: HTMLElement | null}}} props
 */
export function Compact({ header, below }) {
  const { hidden } = usePane();
  const [away, setAway] = useState(false);
  useEffect(() => {
    const seen = new IntersectionObserver(([{ isIntersecting }]) => setAway(!isIntersecting), { root: below.current?.closest(".scroll"), rootMargin: FURTHER_DOWN });
    if (below.current) seen.observe(below.current);
    return () => seen.disconnect();
  }, []);
  if (!away) return null;
  const { score, label, color, trend, renewal } = header;
  return html`<div class="line">
    <span class="chip pill score-pill"><${Veil} when=${score !== null} as="00"><${Dot} color=${color} />${label ?? "–"}<//></span>
    ${!hidden && score !== null && trend && html`<span class=${`trend ${trend}`}><${Icon} name=${trend} size=${16} /></span>`}
    ${renewal && html`<span class="ell">${t.relationships.renewal(format.date(renewal))}</span><${Remaining} iso=${renewal} />`}
  </div>`;
}
