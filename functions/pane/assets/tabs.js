/** The tabs of a customer: which there are, and the strip that switches between them. */

import { html, useRef } from "./vendor-htm-preact-3.1.1.js";
import { Icon } from "./elements.js";
import { usePane } from "./hooks.js";
import { t } from "./strings.js";

/** @import {Account, Customer, TabName} from "./model" */

/** The tabs this pane knows, in their order. @type {TabName[]} */
const KNOWN = ["summary", "timeline", "people", "scorecard", "attributes"];

/**
 * The tabs the server lists for this kind of customer, or for this type of relationship where it names one.
 * @param {Account | undefined} account @param {Customer} customer @param {string | null} type of a relationship
 */
export function allowed(account, customer, type) {
  const { company = [], relationship = {} } = account?.tabs ?? {};
  const listed = customer.kind === "company" ? company : (relationship[type ?? "*"] ?? relationship["*"] ?? []);
  return KNOWN.filter((name) => listed.includes(name));
}

/** Whether policy or licence took a tab of this customer away. @param {Account | undefined} account @param {Customer} customer @param {string | null} type */
export function missing(account, customer, type) {
  const { company = {}, relationship = {} } = account?.tabs_off ?? {};
  return Object.keys(customer.kind === "company" ? company : (relationship[type ?? "*"] ?? relationship["*"] ?? {})).length > 0;
}

/** @param {{names: TabName[], current: TabName, onSelect: (name: TabName) => void, off: boolean}} props */
export function TabStrip({ names, current, onSelect, off }) {
  const { show } = usePane();
  const strip = useRef(/** @type {HTMLElement | null} */ (null));
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const at = names.indexOf(current);
    const rtl = strip.current && getComputedStyle(strip.current).direction === "rtl" ? -1 : 1;
    /** @type {Record<string, number>} */
    const to = { ArrowRight: at + rtl, ArrowLeft: at - rtl, Home: 0, End: names.length - 1 };
    if (!(event.key in to)) return;
    event.preventDefault();
    const name = names[(to[event.key] + names.length) % names.length];
    onSelect(name);
    /** @type {HTMLElement | null | undefined} */ (strip.current?.querySelector(`#tab-${name}`))?.focus();
  };
  return html`<div class="tabs-row"><div class="tabs" role="tablist" aria-label=${t.tabs.label} ref=${strip} onKeyDown=${onKey}>
    ${names.map((name) => html`<button type="button" role="tab" key=${name} id=${`tab-${name}`} aria-controls="panel"
      aria-selected=${String(name === current)} tabindex=${name === current ? 0 : -1} title=${t.tabs[name]}
      onClick=${() => onSelect(name)}><${Icon} name=${name} /><span>${t.tabs[name]}</span></button>`)}
  </div>
  ${off && html`<button type="button" class="tool" aria-label=${t.tabs.off} title=${t.tabs.off} onClick=${() => show("off")}><${Icon} name="lock" size=${16} /></button>`}</div>`;
}
