/** The Timeline tab: what happened with this customer, newest first; reading, writing, commenting. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import * as api from "./timeline-api.js";
import { Activity, placeOf } from "./activity.js";
import { Compose } from "./compose.js";
import { Lookup } from "./control.js";
import { Button, Icon, Veil } from "./elements.js";
import { useAction, useLatest, useListener, useResource, useSettled } from "./hooks.js";
import { isTimed, needsAttention, NoteCard, Standing, told } from "./standing.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";
import { ReadLine, unanswered } from "./turn.js";

/** @import {Opened, TabProps} from "./props" */
/** @import {Draft, Filters, Item, Page, Types} from "./timeline-model" */

const SETTLE_MS = 300;
const CHECK_MS = 4000;
/** How often the time until then is doubled. */
const SELDOM = 4;
/**
 * What was listed last without filters, for when it cannot be read; of notes that wait the drafts tell.
 * @type {Map<string, {page: Page, asOf: string}>}
 */
const lists = new Map();
addEventListener("left", () => lists.clear());
/** @type {Filters} */
const NO_FILTERS = { type: "", author: "", q: "", from: "", to: "" };

/** What a note is written with where the tenant's types cannot be read: those that Gainsight comes with. @param {string} tenant @returns {Types} */
const usual = (tenant) => ({
  tenant, types: ["Update", "Call", "Meeting", "Email", "Milestone"].map((name) => ({ name, fields: [], required: [] })),
  custom_fields: [], undo_s: 10, limits: { subject: 255 }, comments_copied: false,
});

/** @param {{item: Item, onOpen: () => void}} props */
function Entry({ item, onOpen }) {
  return html`<li><button type="button" class="entry" onClick=${onOpen}>
    <span class="row"><span class=${`chip ${item.mine ? "acc" : ""}`}>${item.type}</span><${Standing} item=${item} />
      <span class="muted small when">${item.activity_at ? format.clock(item.activity_at) : ""}</span></span>
    <b dir="auto"><${Veil} as=${t.timeline.untitled}>${item.subject || t.timeline.untitled}<//></b>
    <span class="muted small excerpt" dir="auto"><${Veil} as=${t.summary.covered}>${item.excerpt}<//></span>
    <span class="muted small">${item.mine ? t.timeline.you : (item.author?.name ?? "")}</span>
    ${item.waiting && html`<span class="small">${told(item.waiting)}</span>`}
  </button></li>`;
}

/** In the select, never sent. */
const SOMEBODY = "?";

/** Whose activities: anyone's, one's own, or those of somebody who is looked up. @param {{tenant: string, value: string, onChange: (author: string) => void}} props */
function AuthorFilter({ tenant, value, onChange }) {
  const [person, setPerson] = useState({ id: "", name: "" });
  const [asking, setAsking] = useState(false);
  const chosen = (/** @type {any} */ event) => {
    const next = event.currentTarget.value;
    setAsking(next === SOMEBODY);
    if (next !== SOMEBODY) onChange(next);
  };
  const found = (/** @type {string} */ id, /** @type {string} */ name) => {
    setPerson({ id, name });
    setAsking(false);
    onChange(id);
  };
  return html`<select aria-label=${t.timeline.author} value=${asking ? SOMEBODY : value} onChange=${chosen}>
      <option value="">${t.timeline.anyone}</option><option value="me">${t.timeline.you}</option>
      ${person.id && html`<option value=${person.id}>${person.name}</option>`}<option value=${SOMEBODY}>${t.timeline.somebody}</option></select>
    ${asking && html`<${Lookup} tenant=${tenant} label=${t.timeline.author} of="user" onChoose=${found} />`}`;
}

/** @param {{tenant: string, filters: Filters, onChange: (filters: Filters) => void, names: string[], open: boolean}} props */
function FilterBar({ tenant, filters, onChange, names, open }) {
  /** @param {keyof Filters} name */
  const set = (name) => (/** @type {any} */ event) => onChange({ ...filters, [name]: event.currentTarget.value });
  return html`<fieldset class="filters" hidden=${!open}><legend class="sr">${t.timeline.filter}</legend>
    <input type="search" aria-label=${t.timeline.text} placeholder=${t.timeline.text} value=${filters.q} onInput=${set("q")} maxlength="100" />
    <select aria-label=${t.timeline.type} value=${filters.type} onChange=${set("type")}><option value="">${t.timeline.allTypes}</option>
      ${names.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}</select>
    <${AuthorFilter} tenant=${tenant} value=${filters.author} onChange=${(/** @type {string} */ author) => onChange({ ...filters, author })} />
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
  const run = useLatest(() => void (loading.busy || loading.run()));
  const reached = useLatest(() => loading.error || run());
  useEffect(() => {
    if (!end) return undefined;
    const watcher = new IntersectionObserver(([seen]) => seen.isIntersecting && reached());
    watcher.observe(end);
    return () => watcher.disconnect();
  }, [end]);
  return html`<div class="more" ref=${setEnd}>
    <${ReadLine} of=${{ ...loading, reload: run }} />
    <${Button} class="quiet" busy=${loading.busy} onClick=${() => loading.run()}>${t.timeline.more}<//></div>`;
}

/** @param {{onAll: false | (() => void)}} props onAll: there are filters */
const Nothing = ({ onAll }) => html`<div class="empty"><h2>${onAll ? t.timeline.noneFitting : t.timeline.none}</h2>
  ${onAll ? html`<${Button} class="line" onClick=${onAll}>${t.timeline.all}<//>` : html`<p class="muted">${t.timeline.noneBody}</p>`}</div>`;

const Skeleton = () => html`<div class="skeleton" aria-busy="true"><span class="sr" role="status">${t.loading}</span>
  ${[0, 1, 2, 3].map((n) => html`<div key=${n} class="skeleton-row"><i class="w40"></i><i></i><i class="w60"></i></div>`)}</div>`;

/** Reads again by itself as long as something waits to be sent, after its next try, else more and more seldom: each time is a call. @param {Item[]} waiting @param {{busy: boolean, data: unknown}} first @param {() => void} reload */
function useFollowing(waiting, first, reload) {
  const times = useRef(0);
  const waits = waiting.length > 0;
  useEffect(() => {
    if (!waits) times.current = 0;
    if (!waits || first.busy) return undefined;
    const tries = waiting.map((item) => (isTimed(item.waiting) && item.waiting?.retry_in_s ? item.waiting.retry_in_s * 1000 + CHECK_MS : Infinity));
    const timer = setTimeout(reload, Math.min(CHECK_MS * 2 ** Math.min(times.current, SELDOM), ...tries));
    times.current += 1;
    return () => clearTimeout(timer);
  }, [waits, first.busy, first.data]);
}

/** Has the shell count what is unfinished anew once less of it waits. @param {number} waiting */
function useRecount(waiting) {
  const before = useRef(waiting);
  useEffect(() => {
    if (waiting < before.current) api.recount();
    before.current = waiting;
  }, [waiting]);
}

/**
 * The first page; where it cannot be read, what it was.
 * @param {TabProps["customer"]} customer @param {TabProps["account"]} account @param {Filters} asked
 */
function useFirst(customer, account, asked) {
  const kept = Object.values(asked).some(Boolean) ? "" : `${account?.user.gsid} ${keyOf(customer)}`;
  const first = useResource(`${keyOf(customer)} ${JSON.stringify(asked)}`, async (signal) => {
    const page = await api.list(customer, asked, "", signal);
    const read = { page, asOf: new Date().toISOString() };
    if (kept) lists.set(kept, { ...read, page: { ...page, activities: page.activities.filter(({ id }) => id) } });
    return read;
  });
  const earlier = (first.error?.retryable && lists.get(kept)) || null;
  return { ...first, data: first.data ?? earlier, away: first.data === null && first.error !== null };
}

/** What is on top: notes that need their author, and what the list does not say of those on their way. @param {Draft[]} drafts @param {boolean} away */
const topmost = (drafts, away) => drafts.filter((draft) => draft.state === "draft" || draft.changed || needsAttention(draft) || (away && draft.state === "queued"));

/** @param {{tenant: string, types: {data: Types | null, error: any, busy: boolean, reload: () => void}, onWrite: false | (() => void), filters: Filters, onFilters: (filters: Filters) => void}} props */
function Top({ tenant, types, onWrite, filters, onFilters }) {
  const [open, setOpen] = useState(false);
  const names = (types.data?.types ?? []).map((type) => type.name);
  const on = Object.values(filters).some(Boolean);
  return html`<div class="row">
      ${onWrite && html`<${Button} busy=${types.busy && !types.data} onClick=${onWrite}>${t.timeline.create}<//>`}
      <button type="button" class=${`tool filter-toggle ${on ? "on" : ""}`} aria-expanded=${String(open)} aria-label=${on ? t.timeline.filterOn : t.timeline.filter}
        onClick=${() => setOpen(!open)}><${Icon} name="search" /></button>
    </div>
    <${ReadLine} of=${types} />
    <${FilterBar} tenant=${tenant} filters=${filters} onChange=${onFilters} names=${names} open=${open} />`;
}

/**
 * The list: drafts on top, then what happened, page by page.
 * @param {Pick<TabProps, "customer" | "account" | "turn" | "onReport"> & {types: {data: Types | null, error: any, busy: boolean, reload: () => void}, canWrite: boolean,
 *   onRead: (id: string) => void, onWrite: (draft: string) => void}} props
 */
function List({ customer, account, turn, onReport, types, canWrite, onRead, onWrite }) {
  const [filters, setFilters] = useState(NO_FILTERS);
  const settled = useSettled(filters, SETTLE_MS);
  const asked = settled.q.trim().length === 1 ? { ...settled, q: "" } : settled;
  const key = keyOf(customer);
  const first = useFirst(customer, account, asked);
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
  useListener(window, "turned", reload);
  useListener(window, "notes", drafts.reload); // one that was left empty is discarded after the list is back
  const notes = drafts.data?.drafts ?? [];
  useRecount(notes.filter(({ state }) => state === "queued").length);
  useFollowing(items.filter((item) => item.status === "queued"), first, reload);
  useEffect(() => {
    onReport({ busy: first.busy, reload, error: first.error, shown: first.data !== null, asOf: first.data?.asOf ?? null,
      stale: null, isStale: false, type: null });
  }, [first.busy, first.error, first.data]);

  const open = topmost(notes, first.away);
  const onTop = new Set(open.filter(needsAttention).map(({ id }) => id));
  const listed = items.filter(({ id, waiting, draft_id: note }) => id || !waiting?.needs_attention || !onTop.has(note ?? ""));
  return html`<div class="timeline">
    <${Top} tenant=${customer.tenant} types=${first.data ? types : { ...types, error: null }} onWrite=${canWrite && (() => onWrite(""))} filters=${filters} onFilters=${setFilters} />
    ${open.map((draft) => html`<${NoteCard} key=${draft.id} draft=${draft} named=${draft.customer.id !== customer.id} onOpen=${() => onWrite(draft.id)} onSent=${reload} />`)}
    ${!first.data && !first.error && html`<${Skeleton} />`}
    ${first.data && items.length === 0 && html`<${Nothing} onAll=${Object.values(filters).some(Boolean) && (() => setFilters(NO_FILTERS))} />`}
    <ul class="entries">${listed.map((item) => html`<${Entry} key=${item.id ?? item.draft_id} item=${item}
      onOpen=${() => (item.draft_id ? onWrite(item.draft_id) : onRead(item.id ?? ""))} />`)}</ul>
    ${cursor && html`<${More} loading=${loading} />`}
  </div>`;
}

/** @param {TabProps} props */
export default function Timeline({ customer, account, turn, call, onReport, opened, onOpened }) {
  const canWrite = account?.rights.includes("timeline:write") ?? false;
  const [at, setAt] = useState(/** @type {() => Opened} */ (() => opened ?? { read: unanswered(placeOf(customer, ""))?.split(" ")[0] }));
  const types = useResource(customer.tenant, (signal) => api.types(customer.tenant, signal));
  useEffect(() => {
    if (!opened) return;
    setAt(opened);
    onOpened();
  }, [opened]);
  const back = () => setAt({});
  const known = types.data ?? (types.error && usual(customer.tenant));
  if (at.write !== undefined && known) {
    return html`<${Compose} key=${at.write} customer=${customer} call=${call} types=${known} draftId=${at.write} edit=${at.edit} onBack=${back} onReport=${onReport} />`;
  }
  if (at.read) {
    return html`<${Activity} key=${at.read} customer=${customer} id=${at.read} types=${known} canWrite=${canWrite} onBack=${back} onReport=${onReport} />`;
  }
  return html`<${List} customer=${customer} account=${account} turn=${turn} onReport=${onReport} types=${types} canWrite=${canWrite}
    onRead=${(/** @type {string} */ id) => setAt({ read: id })} onWrite=${(/** @type {string} */ id) => setAt({ write: id })} />`;
}
