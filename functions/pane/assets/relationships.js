/** The relationships of a company, asked for when the user opens the list. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { useRetry } from "./banner.js";
import { Dot } from "./dot.js";
import { Icon, Problem, Spinner, Veil } from "./elements.js";
import { useOnline, useResource } from "./hooks.js";
import { Queued } from "./queued.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";

/** @import {Customer} from "./model" */
/** @import {RelationshipItem} from "./relationships-model" */

/** @param {AbortSignal} signal @param {Customer} customer */
async function load(signal, customer) {
  const section = (await api.record(customer, "relationships", signal)).sections.relationships;
  if (section?.data) return section.data;
  if (section?.status === "absent") return { items: [], more: false };
  const { code = "internal", message, retryable } = section?.error ?? {};
  throw new api.ApiError(code, { message, retryable, retryAfterS: section?.retry_in_s ?? null });
}

/** @param {{item: RelationshipItem, onOpen: () => void}} props */
function Line({ item, onOpen }) {
  const { name, type, status, renewal, score, color } = item;
  const about = [status, renewal && t.relationships.renewal(format.date(renewal))].filter(Boolean);
  return html`<li><button type="button" class="crumb" onClick=${onOpen}>
    <span class="grow"><span class="wrap" dir="auto">${name}</span>
      ${about.length > 0 && html`<small class="muted block">${format.list(/** @type {string[]} */ (about))}</small>`}
      ${type && html`<span class="chip" dir="auto">${type}</span>`}</span>
    ${score !== null && html`<${Veil} as="00"><span class="chip score-pill"><${Dot} color=${color} /><span class="sr">${t.relationships.health} </span>
      ${format.number(score, { maximumFractionDigits: 0 })}</span><//>`}
    <${Icon} name="next" size=${16} /></button></li>`;
}

/** @param {{customer: Customer, onCustomer: (customer: Customer) => void}} props */
export default function Relationships({ customer, onCustomer }) {
  const { data, error, busy, reload } = useResource(api.keyOf(customer), (signal) => load(signal, customer));
  const due = useRetry({ error, stale: null, busy, reload }, useOnline());
  /** @param {RelationshipItem} item */
  const show = ({ id, name }) => onCustomer({ tenant: customer.tenant, kind: "relationship", id, name });
  if (!data && error?.retryAfterS) return html`<${Queued} due=${due} busy=${busy} />`;
  if (!data) return error ? html`<${Problem} error=${error} retry=${reload} busy=${busy} />` : html`<${Spinner} />`;
  if (!data.items.length) return html`<p class="muted small">${t.relationships.none}</p>`;
  return html`<div>
    <ul>${data.items.map((item) => html`<${Line} key=${item.id} item=${item} onOpen=${() => show(item)} />`)}</ul>
    ${data.more && html`<p class="muted small">${t.relationships.more(data.items.length)}</p>`}
  </div>`;
}
