/** What the picker found: the list of customers, and everything there is to say when it is not a list. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import { Button, Icon, Problem, Veil } from "./elements.js";
import { usePane } from "./hooks.js";
import * as format from "./format.js";
import { Queued } from "./queued.js";
import { t } from "./strings-picker.js";

/** @import {ApiError} from "./api.js" */
/** @import {Children, OptionListProps, OutcomeProps} from "./props" */
/** @import {Account, SearchAnswer} from "./model" */

/** A name with the searched part marked. @param {{name: string, q: string}} props */
function Marked({ name, q }) {
  const lower = name.toLocaleLowerCase();
  const at = q && lower.length === name.length ? lower.indexOf(q.toLocaleLowerCase()) : -1;
  if (at < 0) return name;
  const end = at + q.length;
  return html`${name.slice(0, at)}<mark>${name.slice(at, end)}</mark>${name.slice(end)}`;
}

/** @param {OptionListProps["options"][number]} one @param {Account[]} accounts */
function about(one, accounts) {
  const tenant = accounts.length > 1 && accounts.find((account) => account.tenant === one.tenant)?.name;
  const parts = [tenant, t.kinds[one.kind], one.company?.name, one.type, one.csm, one.active === false && t.picker.inactive, one.because];
  return parts.filter((part) => !!part);
}

/** Which of three tones a 0-100 score has, as long as no scheme is known: the limits of the app's own. @param {number} score */
function tone(score) {
  if (score >= 75) return "good";
  return score >= 50 ? "warn" : "bad";
}

/** @param {OptionListProps} props */
export function OptionList({ options, active, q, faded, title, accounts, onPick, onActive }) {
  const { hidden } = usePane();
  return html`
  ${options.length > 0 && html`<h2 aria-hidden="true">${title}</h2>`}
  <ul id="options" role="listbox" aria-label=${title} class=${faded ? "faded" : ""} hidden=${!options.length}>
    ${options.map((one, at) => html`<li role="option" id=${`option-${at}`} key=${keyOf(one)}
        aria-selected=${String(at === active)} onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
        onMouseMove=${() => at !== active && onActive(at)} onClick=${() => onPick(one)}>
      <div class="grow">
        <b dir="auto"><${Marked} name=${one.name} q=${q} /></b>
        <span class="muted small" >${about(one, accounts).map((part, n) => html`${n > 0 && " · "}<bdi>${part}</bdi>`)}</span>
      </div>
      ${typeof one.score === "number" && html`<span class=${`chip pill ${hidden ? "" : tone(one.score)}`}><${Veil} as="00">${format.number(one.score, { maximumFractionDigits: 0 })}<//></span>`}
    </li>`)}
  </ul>`;
}

/** @param {{icon: string, title: string, children?: Children}} props */
const Hint = ({ icon, title, children }) => html`<div class="empty"><span class="badge"><${Icon} name=${icon} size=${22} /></span>
  <h2>${title}</h2>${children}</div>`;

/** Parts of the search that failed while others answered. @param {{errors: SearchAnswer["errors"], accounts: Account[], retry: () => void, onReconnect: (account: Account) => void}} props */
function Partial({ errors, accounts, retry, onReconnect }) {
  if (!errors.length) return null;
  const lost = errors.find((one) => one.code === "reconnect_required");
  const account = lost && accounts.find((one) => one.tenant === lost.tenant);
  const names = [...new Set(errors.map((one) => {
    const tenant = accounts.length > 1 && accounts.find((other) => other.tenant === one.tenant)?.name;
    return tenant ? `${t.picker.parts[one.kind]} (${tenant})` : t.picker.parts[one.kind];
  }))];
  return html`<div class="notice row" role="alert">
    <p class="grow"><b>${t.picker.partial(format.list(names))}</b> ${(t.errors[errors[0].code] ?? t.errors.internal)[0]}.</p>
    ${account
      ? html`<${Button} class="small" onClick=${() => onReconnect(account)}>${t.banner.reconnectButton}<//>`
      : html`<${Button} class="line small" onClick=${retry}>${t.retry}<//>`}
  </div>`;
}

/** Placeholder rows while the first answer is on its way. */
const Rows = () => html`<div class="skeleton" role="status"><span class="sr">${t.picker.searching}</span>
  ${[0, 1, 2].map((n) => html`<div class="skeleton-row" key=${n}><i class="w60"></i><i class="w40"></i></div>`)}</div>`;

/** No answer: it comes by itself where it is queued. @param {{error: ApiError} & Pick<OutcomeProps["search"], "busy" | "reload"> & Pick<OutcomeProps, "due" | "accounts" | "onReconnect">} props */
function Failure({ error, due, busy, accounts, reload, onReconnect }) {
  if (error.code === "upstream_busy" && error.retryAfterS) return html`<${Queued} due=${due} busy=${busy} />`;
  const lost = error.code === "reconnect_required" && (accounts.find((one) => one.tenant === error.fields.tenant) ?? accounts[0]);
  return html`<${Problem} error=${error} retry=${lost ? undefined : reload} busy=${busy}>
    ${lost && html`<${Button} onClick=${() => onReconnect(lost)}>${t.banner.reconnectButton}<//>`}<//>`;
}

/** @param {OutcomeProps} props */
export function Outcome({ search, due, text, kind, accounts, recent, instant, onAll, onReconnect }) {
  const { q, wanted, searching, busy, shown, error, reload } = search;
  if (!wanted) {
    if (text.trim()) return html`<p class="muted small" role="status">${t.picker.short}</p>`;
    return recent ? null : html`<${Hint} icon="search" title=${t.picker.start}><p class="muted">${t.picker.startBody}</p><//>`;
  }
  if (error) return html`<${Failure} error=${error} due=${due} busy=${busy} accounts=${accounts} reload=${reload} onReconnect=${onReconnect} />`;
  if (!shown) return instant ? null : html`<${Rows} />`;
  const nothing = !searching && !shown.results.length && !shown.errors.length;
  return html`<${Partial} errors=${shown.errors} accounts=${accounts} retry=${reload} onReconnect=${onReconnect} />
    ${nothing && html`<${Hint} icon="search" title=${t.picker.none}>
      <p class="muted"><bdi>${t.picker.noneBody(q)}</bdi></p>
      ${kind !== "all" && html`<${Button} class="line" onClick=${onAll}>${t.picker.noneFiltered}<//>`}<//>`}`;
}
