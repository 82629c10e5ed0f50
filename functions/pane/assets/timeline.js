/** The Timeline tab: what happened with this customer, newest first; reading, writing, commenting. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import * as api from "./timeline-api.js";
import { Activity } from "./activity.js";
import { Compose } from "./compose.js";
import { Button, Icon, ProblemLine, Veil } from "./elements.js";
import { useAction, useLatest, useResource, useSettled } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";

/** @import {Opened, TabProps} from "./props" */
/** @import {Draft, Filters, Item, Page, Types} from "./timeline-model" */

const SETTLE_MS = 300;
const CHECK_MS = 4000;
/** How often the time until then is doubled. */
const SELDOM = 4;
/** @type {Filters} */
const NO_FILTERS = { type: "", author: "", q: "", from: "", to: "" };

/** What a note is written with where the tenant's types cannot be read: those that Gainsight comes with. @param {string} tenant @returns {Types} */
const usual = (tenant) => ({
  tenant, types: ["Update", "Call", "Meeting", "Email", "Milestone"].map((name) => ({ name, fields: [], required: [] })),
  custom_fields: [], undo_s: 10, limits: { subject: 255 }, comments_copied: false,
});

/** @param {{item: Pick<Item, "status" | "waiting">}} props */
export function Standing({ item }) {
  if (item.status === "posted") return null;
  const needs = item.status === "failed" || item.waiting?.needs_attention;
  return html`<span class=${`chip ${needs ? "bad" : "warn"}`}>${needs ? t.timeline.failed : t.timeline.queued}</span>`;
}

/** @param {{item: Item, onOpen: () => void}} props */
function Entry({ item, onOpen }) {
  return html`<li><button type="button" class="entry" onClick=${onOpen}>
    <span class="row"><span class=${`chip ${item.mine ? "acc" : ""}`}>${item.type}</span><${Standing} item=${item} />
      <span class="muted small when">${item.activity_at ? format.clock(item.activity_at) : ""}</span></span>
    <b dir="auto">${item.subject || t.timeline.untitled}</b>
    <span class="muted small excerpt" dir="auto"><${Veil} as=${t.summary.covered}>${item.excerpt}<//></span>
    <span class="muted small">${item.mine ? t.timeline.you : (item.author?.name ?? "")}</span>
    ${item.waiting?.message && html`<span class="small">${item.waiting.message}</span>`}
  </button></li>`;
}

/** A draft that waits for its author. @param {{draft: Draft, onOpen: () => void}} props */
function Unfinished({ draft, onOpen }) {
  return html`<div class="card row"><div class="grow"><b class="ell" dir="auto">${draft.subject || t.timeline.untitled}</b>
    <span class="muted small">${draft.state === "failed" ? t.timeline.failed : t.timeline.draft} · ${t.timeline.saved(format.clock(draft.updated_at))}</span></div>
    <${Button} class="quiet" onClick=${onOpen}>${t.timeline.goOn}<//></div>`;
}

/** @param {{filters: Filters, onChange: (filters: Filters) => void, names: string[]}} props */
function FilterBar({ filters, onChange, names }) {
  /** @param {keyof Filters} name */
  const set = (name) => (/** @type {any} */ event) => onChange({ ...filters, [name]: event.currentTarget.value });
  return html`<fieldset class="filters"><legend class="sr">${t.timeline.filter}</legend>
    <input type="search" aria-label=${t.timeline.text} placeholder=${t.timeline.text} value=${filters.q} onInput=${set("q")} maxlength="100" />
    <select aria-label=${t.timeline.type} value=${filters.type} onChange=${set("type")}><option value="">${t.timeline.allTypes}</option>
      ${names.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}</select>
    <select aria-label=${t.timeline.author} value=${filters.author} onChange=${set("author")}>
      <option value="">${t.timeline.anyone}</option><option value="me">${t.timeline.you}</option></select>
    <label>${t.timeline.from}<input type="date" value=${filters.from} onInput=${set("from")} /></label>
    <label>${t.timeline.to}<input type="date" value=${filters.to} onInput=${set("to")} /></label>
  </fieldset>`;
}

/** Pages as they are asked for, one list. @param {Page | null} first @param {(cursor: string, signal: AbortSignal) => Promise<Page>} next */
function usePages(first, next) {
  const [more, setMore] = useState(/** @type {Page[]} */ ([]));
  useEffect(() => setMore([]), [first?.cursor]); // read again, the list may go on as it did
  const pages = first ? [first, ...more] : [];
  const cursor = pages.at(-1)?.cursor ?? null;
  const end = useRef(cursor);
  end.current = cursor;
  const loading = useAction(async (signal) => {
    if (!cursor) return;
    const page = await next(cursor, signal);
    if (!signal.aborted && end.current === cursor) setMore((was) => [...was, page]);
  });
  return { items: pages.flatMap((page) => page.activities), cursor, loading };
}

/** Loads the next page when its end comes into view; the button does the same. @param {{loading: any}} props */
function More({ loading }) {
  const [end, setEnd] = useState(/** @type {Element | null} */ (null));
  const run = useLatest(() => loading.busy || loading.error || loading.run());
  useEffect(() => {
    if (!end) return undefined;
    const watcher = new IntersectionObserver(([seen]) => seen.isIntersecting && run());
    watcher.observe(end);
    return () => watcher.disconnect();
  }, [end]);
  return html`<div class="more" ref=${setEnd}>
    ${loading.error && html`<${ProblemLine} error=${loading.error} />`}
    <${Button} class="quiet" busy=${loading.busy} onClick=${() => loading.run()}>${t.timeline.more}<//></div>`;
}

const Skeleton = () => html`<div class="skeleton" aria-busy="true"><span class="sr" role="status">${t.loading}</span>
  ${[0, 1, 2, 3].map((n) => html`<div key=${n} class="skeleton-row"><i class="w40"></i><i></i><i class="w60"></i></div>`)}</div>`;

/** Reads again by itself as long as something waits to be sent, more and more seldom: each time is a call. @param {boolean} waits @param {{busy: boolean, data: unknown}} first @param {() => void} reload */
function useFollowing(waits, first, reload) {
  const times = useRef(0);
  useEffect(() => {
    if (!waits) times.current = 0;
    if (!waits || first.busy) return undefined;
    const timer = setTimeout(reload, CHECK_MS * 2 ** Math.min(times.current, SELDOM));
    times.current += 1;
    return () => clearTimeout(timer);
  }, [waits, first.busy, first.data]);
}

/** @param {{types: {data: Types | null, error: any, busy: boolean}, onWrite: false | (() => void), filters: Filters, onFilters: (filters: Filters) => void}} props */
function Top({ types, onWrite, filters, onFilters }) {
  const [open, setOpen] = useState(false);
  const names = (types.data?.types ?? []).map((type) => type.name);
  return html`<div class="row">
      ${onWrite && html`<${Button} busy=${types.busy && !types.data} onClick=${onWrite}>${t.timeline.create}<//>`}
      <button type="button" class="tool filter-toggle" aria-expanded=${String(open)} aria-label=${t.timeline.filter}
        onClick=${() => setOpen(!open)}><${Icon} name="search" /></button>
    </div>
    ${types.error && html`<${ProblemLine} error=${types.error} />`}
    ${open && html`<${FilterBar} filters=${filters} onChange=${onFilters} names=${names} />`}`;
}

/**
 * The list: drafts on top, then what happened, page by page.
 * @param {Pick<TabProps, "customer" | "turn" | "onReport"> & {types: {data: Types | null, error: any, busy: boolean, reload: () => void}, canWrite: boolean,
 *   onRead: (id: string) => void, onWrite: (draft: string) => void}} props
 */
function List({ customer, turn, onReport, types, canWrite, onRead, onWrite }) {
  const [filters, setFilters] = useState(NO_FILTERS);
  const settled = useSettled(filters, SETTLE_MS);
  const asked = settled.q.trim().length === 1 ? { ...settled, q: "" } : settled;
  const key = keyOf(customer);
  const first = useResource(`${key} ${JSON.stringify(asked)}`, async (signal) => ({
    page: await api.list(customer, asked, "", signal), asOf: new Date().toISOString(),
  }));
  const drafts = useResource(canWrite ? key : null, (signal) => api.drafts(customer, signal));
  const { items, cursor, loading } = usePages(first.data?.page ?? null, (from, signal) => api.list(customer, asked, from, signal));
  const reload = useLatest(() => {
    first.reload();
    drafts.reload();
    if (types.error) types.reload();
  });
  useEffect(() => {
    if (turn) reload();
  }, [turn]);
  useFollowing(items.some((item) => item.status === "queued"), first, reload);
  useEffect(() => {
    onReport({ busy: first.busy, reload, error: first.error, shown: first.data !== null, asOf: first.data?.asOf ?? null,
      stale: null, isStale: false, type: null });
  }, [first.busy, first.error, first.data]);

  if (!first.data && !first.error) return html`<${Skeleton} />`;
  const open = (drafts.data?.drafts ?? []).filter((draft) => draft.state === "draft" || draft.changed);
  return html`<div class="timeline">
    <${Top} types=${first.data ? types : { ...types, error: null }} onWrite=${canWrite && (() => onWrite(""))} filters=${filters} onFilters=${setFilters} />
    ${open.map((draft) => html`<${Unfinished} key=${draft.id} draft=${draft} onOpen=${() => onWrite(draft.id)} />`)}
    ${first.data && items.length === 0 && html`<div class="empty"><h2>${t.timeline.none}</h2><p class="muted">${t.timeline.noneBody}</p></div>`}
    <ul class="entries">${items.map((item) => html`<${Entry} key=${item.id ?? item.draft_id} item=${item}
      onOpen=${() => (item.id ? onRead(item.id) : onWrite(item.draft_id ?? ""))} />`)}</ul>
    ${cursor && html`<${More} loading=${loading} />`}
  </div>`;
}

/** @param {TabProps} props */
export default function Timeline({ customer, account, turn, onReport, opened, onOpened }) {
  const canWrite = account?.rights.includes("timeline:write") ?? false;
  const [at, setAt] = useState(/** @type {Opened} */ (opened ?? {}));
  const types = useResource(customer.tenant, (signal) => api.types(customer.tenant, signal));
  useEffect(() => {
    if (!opened) return;
    setAt(opened);
    onOpened();
  }, [opened]);
  const back = () => setAt({});
  const known = types.data ?? (types.error && usual(customer.tenant));
  if (at.write !== undefined && known) {
    return html`<${Compose} key=${at.write} customer=${customer} types=${known} draftId=${at.write} edit=${at.edit} onBack=${back} onReport=${onReport} />`;
  }
  if (at.read) {
    return html`<${Activity} key=${at.read} customer=${customer} id=${at.read} types=${types.data} canWrite=${canWrite} onBack=${back} onReport=${onReport} />`;
  }
  return html`<${List} customer=${customer} turn=${turn} onReport=${onReport} types=${types} canWrite=${canWrite}
    onRead=${(/** @type {string} */ id) => setAt({ read: id })} onWrite=${(/** @type {string} */ id) => setAt({ write: id })} />`;
}
