/** Finding a customer: search, filter, recent ones. An ARIA combobox with its list, over the whole pane. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { useRetry } from "./banner.js";
import { Icon } from "./elements.js";
import { useOnline, usePane, useResource, useSettled } from "./hooks.js";
import { OptionList, Outcome } from "./results.js";
import * as format from "./format.js";
import { t } from "./strings-picker.js";

/** @import {BoxProps, PickerProps} from "./props" */
/** @import {Account, AutomaticName, KindFilter, Recent, SearchAnswer, SearchResult} from "./model" */

const SHORTEST = 2;
const LONGEST = 100;
const SETTLE_MS = 250;
/** How many stand in the list before a search answers. */
const EARLY = 30;
/** @type {KindFilter[]} */
const KINDS = ["all", "company", "relationship"];

/** @param {KindFilter} kind */
const ofKind = (kind) => (/** @type {{kind: string}} */ one) => kind === "all" || one.kind === kind;

/** All, Company or Relationship: native radio buttons that look like chips. @param {{kind: KindFilter, onKind: (kind: KindFilter) => void}} props */
const KindChips = ({ kind, onKind }) => html`<fieldset class="kinds"><legend class="sr">${t.picker.filter}</legend>
  ${KINDS.map((one) => html`<label key=${one}><input type="radio" name="kind" value=${one} checked=${one === kind}
    onChange=${() => onKind(one)} /><span>${t.kinds[one]}</span></label>`)}
</fieldset>`;

/** @param {string} text @param {string} part */
const spot = (text, part) => text.toLocaleLowerCase().indexOf(part.toLocaleLowerCase());

/** @typedef {{kind: KindFilter, q: string, answer: SearchAnswer}} Known a complete answer: what is typed on is found in it */

/**
 * What is known of a query without asking; null where it has to be asked.
 * @param {Known | null} known @param {string} q @param {KindFilter} kind @returns {SearchAnswer | null}
 */
function narrowed(known, q, kind) {
  if (!known || (known.kind !== "all" && known.kind !== kind) || spot(q, known.q) < 0) return null;
  const fits = known.answer.results.filter(ofKind(kind)).filter(({ name, company }) => spot(name, q) >= 0 || spot(company?.name ?? "", q) >= 0);
  const first = fits.filter(({ name }) => spot(name, q) === 0);
  return fits.length ? { ...known.answer, query: q, results: [...first, ...fits.filter((one) => !first.includes(one))] } : null;
}

/** Asks Gainsight only what an answer before does not hold already: its calls are limited, and a picker is typed into. */
function useKnown(/** @type {Account[]} */ accounts) {
  const [known, setKnown] = useState(/** @type {Known | null} */ (null));
  return async (/** @type {string} */ q, /** @type {KindFilter} */ kind, /** @type {AbortSignal} */ signal, /** @type {boolean} */ again) => {
    const here = again ? null : narrowed(known, q, kind);
    if (here) return here;
    const answer = await api.search(q, kind, accounts.map(({ tenant }) => tenant).join(), signal);
    setKnown(answer.more || answer.errors.length ? null : { kind, q, answer });
    return answer;
  };
}

/**
 * What the box shows for a query: the last answer stays while the next one is on its way.
 * @param {string} text as typed
 * @param {KindFilter} kind
 * @param {Account[]} accounts
 */
function useSearch(text, kind, accounts) {
  const q = text.trim();
  const settled = useSettled(q, SETTLE_MS);
  const wanted = q.length >= SHORTEST;
  const find = useKnown(accounts);
  const ready = wanted && settled === q;
  const found = useResource(ready ? `${kind} ${q}` : null, (signal, again) => find(q, kind, signal, again));
  const last = useRef(found.data);
  if (found.data) last.current = found.data;
  if (!wanted) last.current = null;
  const searching = wanted && (!ready || found.busy);
  const shown = found.error ? null : last.current;
  /** @type {(Recent | SearchResult)[]} */
  const results = shown?.results ?? [];
  return { ...found, q, wanted, searching, shown, results, settled: searching ? null : shown };
}

/**
 * The list under the box: which options there are, which one is active, and the keys that move and choose.
 * @param {(Recent | SearchResult)[]} options
 * @param {unknown} resetOn the first option becomes active again when this changes
 * @param {(one: Recent) => void} onPick
 */
function useOptions(options, resetOn, onPick) {
  const [active, setActive] = useState(0);
  const at = Math.min(active, options.length - 1);
  useEffect(() => setActive(0), [resetOn]);
  useEffect(() => {
    document.getElementById(`option-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at]);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !options.length || (!step && event.key !== "Enter")) return;
    event.preventDefault();
    if (step) setActive((at + step + options.length) % options.length);
    else onPick(options[at]);
  };
  return { at, setActive, onKey };
}

/** @param {BoxProps} props */
const Box = ({ field, text, onText, onKey, at, open, onClear, onClose }) => html`<div class="picker open">
  <${Icon} name="search" size=${16} />
  <input ref=${field} type="text" role="combobox" aria-label=${t.picker.label} aria-expanded=${String(open)}
    aria-controls="options" aria-autocomplete="list" aria-activedescendant=${at >= 0 ? `option-${at}` : undefined}
    autocomplete="off" autocapitalize="off" spellcheck=${false} enterkeyhint="search" dir="auto" maxlength=${LONGEST}
    placeholder=${t.picker.placeholder} value=${text} onKeyDown=${onKey}
    onInput=${(/** @type {any} */ event) => onText(event.target.value)} />
  ${(onClear || onClose) && html`<button type="button" class="tool small" aria-label=${onClear ? t.picker.clear : t.close}
    onClick=${onClear ?? onClose}><${Icon} name="close" size=${16} /></button>`}
</div>`;

/** The companies of relationships picked before. @type {Map<string, Recent["company"]>} */
const companies = new Map();
addEventListener("left", () => companies.clear());

/** The first of each, with what the others tell of it. @param {(Recent | SearchResult)[]} customers @returns {Recent[]} */
function distinct(customers) {
  const all = new Map();
  for (const one of customers) {
    const key = api.keyOf(one);
    const first = all.get(key);
    all.set(key, { ...one, ...first, company: first?.company ?? one.company ?? companies.get(key) });
  }
  return [...all.values()];
}

/**
 * What there is to choose before anybody types: what this call suggests, what was opened last, and the user's own.
 * While a search is on its way those that hold the text stand in for its answer.
 * @param {{inMeeting: boolean, recent: Recent[], accounts: Account[], kind: KindFilter, q: string}} given
 */
function useEarly({ inMeeting, recent, accounts, kind, q }) {
  const does = (/** @type {AutomaticName} */ name) => accounts.some((one) => one.automatic.includes(name));
  const asks = inMeeting && (does("suggestions") || does("series"));
  const inCall = useResource(asks ? "in this call" : null, (signal) => import("./suggested.js").then((module) => module.suggested(signal)));
  const whose = accounts.map(({ tenant, user }) => `${tenant} ${user.gsid}`).join();
  const own = useResource(does("mine") ? whose : null, () => import("./suggested.js").then((module) => module.mine(whose)));
  const suggested = inCall.data ?? [];
  const mine = own.data ?? [];
  const title = suggested.length ? t.picker.suggested : mine.length ? t.picker.mine : t.picker.recent;
  const all = distinct([...suggested, ...recent, ...mine]).filter(ofKind(kind));
  const wanted = q.toLocaleLowerCase();
  return { options: all.slice(0, EARLY), title, fitting: all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted)).slice(0, EARLY) };
}

/**
 * What the list shows: what there is early, what was found, or, until there is an answer, what is known to fit.
 * @param {Pick<ReturnType<typeof useSearch>, "wanted" | "searching" | "error" | "results">} search
 * @param {ReturnType<typeof useEarly>} early
 */
function listed({ wanted, searching, error, results }, early) {
  if (!wanted) return { options: early.options, instant: false, faded: false, title: early.title };
  const instant = (searching || !!error) && !results.length && early.fitting.length > 0;
  return { options: instant ? early.fitting : results, instant, faded: searching && !instant, title: t.picker.results };
}

/** @param {SearchAnswer} found */
const tally = ({ more, results }) => {
  if (!results.length) return "";
  return more ? t.picker.more(results.length) : t.picker.found(results.length);
};

/** @param {PickerProps} props */
export function Picker({ recent, accounts, closable, inMeeting, menu, onPick, onClose, onReconnect }) {
  const { announce } = usePane();
  const [text, setText] = useState("");
  const [kind, setKind] = useState(/** @type {KindFilter} */ ("all"));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const search = useSearch(text, kind, accounts);
  const { q, wanted, searching, settled } = search;
  const due = useRetry({ ...search, stale: null }, useOnline());
  const early = useEarly({ inMeeting, recent, accounts, kind, q });
  const { options, instant, faded, title } = listed(search, early);
  /** @param {Recent} one */
  const pick = ({ tenant, kind: its, id, name, company }) => {
    const one = { tenant, kind: its, id, name };
    companies.set(api.keyOf(one), company);
    onPick(one);
  };
  const { at, setActive, onKey } = useOptions(faded ? [] : options, `${kind} ${q} ${searching}`, pick);
  const count = settled ? tally(settled) : "";

  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (settled) announce(count || t.picker.none);
  }, [settled]);

  const clear = () => {
    setText("");
    input.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const onEscape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (closable) onClose();
    else clear();
  };
  return html`<div class="shell" role=${closable ? "dialog" : undefined} aria-label=${closable ? t.picker.choose : undefined} onKeyDown=${onEscape}>
    <header>
      <${Box} field=${input} text=${text} onText=${setText} onKey=${onKey} at=${at} open=${options.length > 0}
        onClear=${text ? clear : undefined} onClose=${closable ? onClose : undefined} />
      ${menu}
    </header>
    <main>
      <h1 class="sr">${t.picker.choose}</h1>
      <${KindChips} kind=${kind} onKind=${setKind} />
      <div class="found scroll" role="group" aria-label=${t.picker.results} tabindex="0" aria-busy=${String(searching)}>
      ${searching && html`<div class="progress"></div>`}
      <${Outcome} search=${search} due=${due} text=${text} kind=${kind} accounts=${accounts} recent=${options.length > 0} instant=${instant}
        onAll=${() => setKind("all")} onReconnect=${onReconnect} />
      <${OptionList} options=${options} active=${at} q=${wanted ? q : ""} faded=${faded} title=${title}
        accounts=${accounts} onPick=${pick} onActive=${setActive} />
      ${settled?.more && html`<p class="muted small more">${t.picker.more(settled.results.length)}</p>`}
      </div>
    </main>
    <footer><span>${count || t.picker.signedIn(format.list(accounts.map((one) => one.name)))}</span><span>${closable ? t.picker.esc : ""}</span></footer>
  </div>`;
}
