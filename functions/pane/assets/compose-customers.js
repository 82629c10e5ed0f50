/** The customers a note is logged to: its own, and further ones of the same Gainsight. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Icon } from "./elements.js";
import { useResource, useSettled } from "./hooks.js";
import { t } from "./strings-tabs.js";
import { ReadLine } from "./turn.js";

/** @import {Kind} from "./model" */
/** @import {Content, Draft} from "./timeline-model" */
/** @typedef {{kind: Kind, id: string, name: string}} One */

const SHORTEST = 2;
const SETTLE_MS = 250;
const MOST = 10;
const SHOWN = 5;
const SUGGESTED = 3;

/** Where a note goes, its own customer first. @param {Draft} draft @returns {One[]} */
export const customersOf = ({ kind, customer, also }) => [{ kind, ...customer }, ...also];

/** @param {One} one */
const bare = ({ kind, id, name }) => ({ kind, id, name });

/** @param {{onAdd: (one: One) => void, tenant: string, known: Set<string>}} props */
function Search({ onAdd, tenant, known }) {
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), SETTLE_MS);
  const found = useResource(q.length >= SHORTEST ? q : null, (signal) => api.search(q, "all", tenant, signal));
  const results = (found.data?.results ?? []).filter((one) => !known.has(one.id)).slice(0, SHOWN);
  return html`<input type="search" value=${text} maxlength="100" dir="auto" autocomplete="off" aria-label=${t.compose.customerFind} placeholder=${t.picker.placeholder}
      ref=${(/** @type {HTMLInputElement | null} */ box) => box && !text && box.focus()} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    ${found.busy && !found.error && html`<p class="muted small" role="status">${t.picker.searching}</p>`}
    <${ReadLine} of=${found} />
    ${found.data && !found.busy && !results.length && html`<p class="muted small" role="status">${t.picker.none}</p>`}
    <ul class="found-customers">${results.map((one) => html`<li key=${one.id}><button type="button" class="entry" onClick=${() => onAdd(one)}>
      <b dir="auto">${one.name}</b><span class="muted small">${[t.kinds[one.kind], one.company?.name].filter(Boolean).join(" · ")}</span></button></li>`)}</ul>`;
}

/**
 * @param {{draft: Draft, suggested?: (One & {tenant: string})[], onChange: (changes: Partial<Content>) => void}} props
 *   suggested: by this call, best first
 */
export function Customers({ draft, suggested = [], onChange }) {
  const [searching, setSearching] = useState(false);
  const all = customersOf(draft);
  const known = new Set(all.map(({ id }) => id));
  const sent = new Set(draft.targets.map(({ id }) => id));
  /** @param {One[]} next */
  const put = ([own, ...also]) => onChange({ kind: own.kind, customer: { id: own.id, name: own.name }, also: also.map(bare) });
  /** @param {One} one */
  const add = (one) => {
    setSearching(false);
    put([...all, bare(one)]);
  };
  const offered = suggested.filter((one) => one.tenant === draft.tenant && !known.has(one.id)).slice(0, SUGGESTED);
  return html`<section><h2>${t.compose.customers}</h2>
    <ul class="chips plain-chips">${all.map((one) => html`<li class="chip acc" key=${one.id}><span dir="auto">${one.name}</span>
      ${all.length > 1 && !sent.has(one.id) && html`<button type="button" class="tool small" aria-label=${t.compose.customerRemove(one.name)}
        onClick=${() => put(all.filter(({ id }) => id !== one.id))}><${Icon} name="close" size=${12} /></button>`}</li>`)}</ul>
    ${all.length < MOST && html`<div class="chips">
      ${offered.map((one) => html`<button type="button" class="chip-button" key=${one.id} title=${t.compose.ofCall} aria-label=${t.compose.customerNamed(one.name)} onClick=${() => add(one)}>+ ${one.name}</button>`)}
      <button type="button" class="chip-button" aria-expanded=${String(searching)} onClick=${() => setSearching(!searching)}>+ ${t.compose.customerAdd}</button></div>
      ${searching && html`<${Search} tenant=${draft.tenant} known=${known} onAdd=${add} />`}`}</section>`;
}
