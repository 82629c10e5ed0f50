/** One field of a record, as a fact in a grid or as a chip. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { Icon, OutLink, Veil } from "./elements.js";
import { RichText } from "./richtext.js";
import { usePane } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings.js";

/** @import {Field} from "./model" */

const SOON_DAYS = 90;
/** A text longer than this takes the whole width. */
const WIDE_CHARS = 44;

/** @param {Field} field */
export const covered = (field) => field.sensitive || field.type === "currency";

/** @param {Field} field Labels of picklist values that are no longer in use but still stand in the record. */
function inactive({ value }) {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => item && typeof item === "object" && "active" in item && !item.active);
}

/** How far away a day is. @param {{iso: string}} props */
export function Remaining({ iso }) {
  const days = format.daysUntil(iso);
  if (days === null) return null;
  const tone = days < 0 ? "bad" : days <= SOON_DAYS ? "warn" : "";
  return html` <span class=${`chip ${tone}`}>${format.daysLeft(days)}</span>`;
}

/** @param {string} address */
function hostOf(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.host : "";
  } catch {
    return "";
  }
}

/** @param {{field: Field}} props */
export function Value({ field }) {
  const text = format.text(field);
  if (!text) return html`<span class="muted" aria-label=${t.notSet} role="img">–</span>`;
  if (field.type === "rich_text") return html`<${RichText} html=${text} />`;
  const host = field.type === "url" ? hostOf(text) : "";
  if (host) return html`<${OutLink} class="link" href=${text}>${host}<${Icon} name="away" size=${14} /><//>`;
  return html`<span dir="auto">${text}</span>
    ${inactive(field).length > 0 && html` <span class="chip" title=${t.inactiveValue}>${t.inactive}</span>`}
    ${typeof field.value === "string" && /renewal/i.test(field.name) && html`<${Remaining} iso=${field.value} />`}`;
}

/** @param {Field} field */
const isWide = (field) => field.type === "rich_text" || (field.type !== "url" && format.text(field).length > WIDE_CHARS);

/** Fields as label and value, in as many columns as fit. @param {{fields: Field[]}} props */
export function Facts({ fields }) {
  const { hidden } = usePane();
  if (!fields.length) return null;
  return html`<dl class="facts" aria-label=${t.summary.facts}>
    ${fields.map((field) => html`<div key=${field.name} class=${isWide(field) && !(hidden && covered(field)) ? "wide" : ""}>
      <dt dir="auto">${field.label}</dt>
      <dd><${Veil} when=${covered(field)}><${Value} field=${field} /><//></dd>
    </div>`)}
  </dl>`;
}

/** A field short enough to stand beside the health: "Stage: Adoption". @param {{field: Field}} props */
export function FieldChip({ field }) {
  const text = format.text(field);
  if (!text) return null;
  const gone = inactive(field).length > 0;
  return html`<span class=${`chip ${gone ? "" : "acc"}`} dir="auto">${field.label}: <${Veil} when=${covered(field)}>${text}<//>
    ${gone && html`<span class="sr"> (${t.inactiveValue})</span>`}</span>`;
}
