/** The pane around one customer: picker, menu, tabs, banner, content, footer. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { isShortWait, keyOf } from "./api.js";
import { Banner, Countdown, useRetry } from "./banner.js";
import { NoteRow, useCalls } from "./calls.js";
import { Button, Icon, late, Problem } from "./elements.js";
import { useLatest, useOnline, usePane } from "./hooks.js";
import { Menu } from "./menu.js";
import { sheet } from "./sheet.js";
import Summary from "./summary.js";
import { allowed, missing, TabStrip } from "./tabs.js";
import * as format from "./format.js";
import { t } from "./strings.js";

/** @import {ApiError} from "./api.js" */
/** @import {CustomerViewProps, Kept, Opened, Report, ShellProps} from "./props" */
/** @import {Account, Customer, TabName} from "./model" */
/** @import {Draft} from "./timeline-model" */

const PLACE = "place";
const WARM_MS = 1500;
const picker = () => Promise.all([import("./picker.js"), sheet("picker.css")]).then(([module]) => module.Picker);
const Picker = late(picker);
const Queued = late(() => import("./queued.js").then((module) => module.Queued));
const Unfinished = late(() => Promise.all([import("./unfinished.js"), sheet("wrapup.css")]).then(([module]) => module.Unfinished));
/** The other tabs, each fetched when it is first shown. @type {Record<string, ReturnType<typeof late>>} */
const LateTabs = Object.fromEntries(["timeline", "people", "scorecard", "attributes", "wrapup"].map((name) =>
  [name, late(() => Promise.all([import(`./${name}.js`), sheet(`${name}.css`)]).then(([module]) => module.default))]));

/** @type {Report} */
const NOTHING = {
  busy: true, reload: () => {}, error: null, shown: false, asOf: null, isStale: false, stale: null, type: null,
};

/** @param {{customer: Customer | null, onOpen: () => void, box: {current: HTMLElement | null}}} props */
function PickerButton({ customer, onOpen, box }) {
  return html`<button type="button" class="picker" ref=${box} aria-haspopup="dialog" title=${customer?.name} onClick=${onOpen}>
    <${Icon} name="search" size=${16} />
    ${customer
      ? html`<b dir="auto">${customer.name}</b><small>${t.kinds[customer.kind]}</small><span class="sr">${t.picker.change}</span>`
      : html`<span class="muted">${t.picker.choose}</span>`}
    <${Icon} name="chevron" size=${16} />
  </button>`;
}

/**
 * Where the user was with a customer: tab and scroll position. Ids and numbers only, until the pane closes.
 * @param {string} key
 * @returns {{key: string, tab: TabName, scroll: number} | null}
 */
function recall(key) {
  try {
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    return place?.key === key ? place : null;
  } catch {
    /** Storage may be closed to us inside the web client. */
    return null;
  }
}

/** @param {{key: string, tab: TabName, scroll: number}} place */
function remember(place) {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch {
    /** The same: then a reload starts at the top. */
  }
}

/**
 * Keeps tab and scroll position per customer, and brings them back.
 * @param {string} key of the customer
 * @param {Report} report
 * @param {(tab: TabName) => void} onTab
 */
function usePlace(key, report, onTab) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const pending = useRef(0);
  useLayoutEffect(() => {
    const place = recall(key);
    if (place) onTab(place.tab);
    pending.current = place?.scroll ?? 0;
    if (panel.current) panel.current.scrollTop = 0;
  }, [key]);
  useLayoutEffect(() => {
    if (!report.shown || !panel.current) return;
    if (pending.current) panel.current.scrollTop = pending.current;
    pending.current = 0;
  }, [report.shown]);
  const keep = useLatest((/** @type {TabName} */ tab) => {
    if (report.shown && panel.current) remember({ key, tab, scroll: Math.round(panel.current.scrollTop) });
  });
  return { panel, keep };
}

/**
 * What stands in a tab's place when it has nothing to show.
 * @param {{error: ApiError, report: Report, due: number | null, onReconnect: () => void, onChoose: () => void}} props
 */
function NoContent({ error, report, due, onReconnect, onChoose }) {
  if (error.code === "upstream_busy") return html`<${Queued} due=${due} busy=${report.busy} />`;
  const lost = error.code === "reconnect_required";
  const elsewhere = error.code === "not_found" || error.code === "forbidden";
  const retry = lost || elsewhere ? undefined : report.reload;
  return html`<${Problem} error=${error} retry=${retry} busy=${report.busy}>
    ${lost && html`<${Button} onClick=${onReconnect}>${t.banner.reconnectButton}<//>`}
    ${elsewhere && html`<${Button} class="line" onClick=${onChoose}>${t.picker.choose}<//>`}
    <span class="muted small"><${Countdown} due=${due} busy=${false} /></span>
  <//>`;
}

/**
 * What stands between the user and fresh data.
 * @param {Report} report
 * @param {Account | undefined} account
 * @param {ApiError | null} failure of the last "Refresh App"
 */
function troubleOf(report, account, failure) {
  const trouble = report.error ?? report.stale ?? (report.busy ? null : failure);
  const lost = account?.status === "reconnect_required" || trouble?.code === "reconnect_required";
  const working = report.shown && (report.busy || (trouble !== null && isShortWait(trouble)));
  return { trouble, lost, working, problem: report.shown ? null : report.error };
}

/** @param {{report: Report, refreshing: boolean}} props */
function Foot({ report, refreshing }) {
  const { hidden, toggleHidden } = usePane();
  const busy = report.busy || refreshing;
  return html`<footer>
    <span>${report.asOf ? t.footer.asOf(format.clock(report.asOf)) : ""}</span>
    ${hidden && html`<button type="button" class="link" title=${t.footer.show} onClick=${toggleHidden}>
      <${Icon} name="eyeOff" size=${14} />${t.footer.hidden}</button>`}
    ${!report.writing && html`<button type="button" class="link" aria-disabled=${busy ? "true" : undefined} onClick=${() => !busy && report.reload()}>
      ${report.busy && report.shown ? t.footer.refreshing : t.footer.refresh}</button>`}
  </footer>`;
}

/** What is shown of what there is. @param {TabName[]} names @param {TabName} wanted */
const shown = (names, wanted) => (names.includes(wanted) || wanted === "wrapup" ? wanted : (names[0] ?? "summary"));

/** One customer: tabs, banner, the chosen tab, footer. @param {CustomerViewProps} props */
function CustomerView({ customer, account, tenants, turn, refreshing, failure, kept, call, opened, onOpen, onOpened, onCustomer, onRename, onReconnect, onChoose }) {
  const online = useOnline();
  const [report, setReport] = useState(NOTHING);
  const [wanted, setWanted] = useState(/** @type {TabName} */ ("summary"));
  const [before, setBefore] = useState(/** @type {TabName} */ ("summary"));
  const key = keyOf(customer);
  /** @param {Report} told */
  const onReport = (told) => setReport(({ type }) => ({ ...told, type: told.type ?? type }));
  const { panel, keep } = usePlace(key, report, setWanted);
  const names = allowed(account, customer, report.type);
  const tab = shown(names, wanted);
  const Tab = LateTabs[tab] ?? Summary;
  useLayoutEffect(() => setReport(({ type }) => ({ ...NOTHING, type })), [tab]);
  const many = names.length > 1 && tab !== "wrapup";
  const role = many ? { role: "tabpanel", "aria-labelledby": `tab-${tab}` } : { role: "group", "aria-label": t.tabs[tab] };

  const { trouble, problem, lost, working } = troubleOf(report, account, failure);
  const due = useRetry(report, online);
  const reconnect = () => account && onReconnect(account);
  useEffect(() => keep(tab), [tab, report.shown]);

  useEffect(() => {
    if (opened) setWanted("timeline");
  }, [opened]);
  const wrapUp = () => {
    setBefore(tab);
    setWanted("wrapup");
  };
  const tabProps = { customer, account, turn, kept, call, opened, onOpen, onOpened, onCustomer, onRename, onReport, onTab: setWanted, onBack: () => setWanted(before), tenants, onChoose };
  const notes = names.includes("timeline") && account?.rights.includes("timeline:write");
  return html`<main>
      <h1 class="sr" dir="auto">${customer.name}</h1>
      ${many && html`<${TabStrip} names=${names} current=${tab} onSelect=${setWanted} off=${missing(account, customer, report.type)} />`}
      ${!problem && html`<${Banner} online=${online} reconnect=${lost} onReconnect=${reconnect} trouble=${trouble} report=${report} due=${due} />`}
      <div id="panel" class="scroll" ref=${panel} tabindex="0" onScroll=${() => keep(tab)} aria-busy=${String(report.busy)} ...${role}>
        ${working && html`<div class="progress"></div>`}
        <${Tab} key=${tab} ...${tabProps} />
        ${problem && html`<${NoContent} error=${problem} report=${report} due=${due} onReconnect=${reconnect} onChoose=${onChoose} />`}
      </div>
      ${notes && !report.writing && html`<${NoteRow} name=${customer.name} call=${call} onNote=${() => onOpen({ write: "" })} onWrap=${wrapUp} />`}
    </main>
    <${Foot} report=${report} refreshing=${refreshing} />`;
}

/** @param {ShellProps} props */
export function Shell({ view, customer, onCustomer, turn, refresh, refreshing, failure, onReconnect, covered }) {
  const { announce } = usePane();
  const [picking, setPicking] = useState(customer === null);
  const [visited, setVisited] = useState(/** @type {Customer[]} */ ([]));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const kept = useRef(/** @type {Record<string, Kept>} */ ({}));
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  const [listing, setListing] = useState(false);
  const { call, found } = useCalls(view, customer, turn);
  useEffect(() => () => {
    Object.values(kept.current).forEach(({ sending }) => sending?.stop());
    dispatchEvent(new Event("left"));
  }, []);

  useEffect(() => {
    /** The picker opens at once then. */
    const timer = setTimeout(() => picker().catch(() => {}), WARM_MS);
    return () => clearTimeout(timer);
  }, []);
  const openPicker = () => setPicking(true);
  const closePicker = () => {
    setPicking(false);
    requestAnimationFrame(() => box.current?.focus());
  };
  /** @param {Customer} chosen */
  const select = (chosen) => {
    setVisited((was) => [chosen, ...was]);
    onCustomer(chosen);
    /** A convenience for next time. */
    if (view.meeting.uuid) import("./people-api.js").then((people) => people.remember(chosen)).catch(() => {});
    announce(chosen.name);
    closePicker();
  };
  const tenants = view.accounts.length > 1 ? Object.fromEntries(view.accounts.map((one) => [one.tenant, one.name])) : {};
  const count = found.data?.length ?? 0;
  const list = () => {
    found.reload();
    setListing(true);
  };
  /** @param {Draft} draft */
  const goOn = ({ id, tenant, kind, customer: its }) => {
    setListing(false);
    setPicking(false);
    onCustomer({ tenant, kind, ...its });
    setOpened({ write: id });
  };
  const menu = html`${count > 0 && html`<button type="button" class="tool counted" aria-label=${t.tabs.unfinished(count)} title=${t.tabs.unfinished(count)} onClick=${list}>
      <${Icon} name="note" size=${20} /><b aria-hidden="true">${count}</b></button>`}
    <${Menu} refresh=${refresh} accounts=${view.accounts} />`;
  return html`<div class="shell" inert=${picking || listing || covered}>
      <header><${PickerButton} customer=${customer} box=${box} onOpen=${openPicker} />${menu}</header>
      ${customer && html`<${CustomerView} key=${keyOf(customer)} customer=${customer} turn=${turn} refreshing=${refreshing} failure=${failure}
        kept=${kept.current[keyOf(customer)] ??= {}} call=${call} opened=${opened} onOpen=${setOpened} onOpened=${() => setOpened(null)}
        account=${view.accounts.find((one) => one.tenant === customer.tenant)} tenants=${tenants} onCustomer=${select} onRename=${onCustomer}
        onReconnect=${onReconnect} onChoose=${openPicker} />`}
    </div>
    ${picking && html`<div class="over" inert=${covered || listing}><${Picker} recent=${[...visited, ...view.recent]} accounts=${view.accounts} menu=${menu}
      closable=${customer !== null} inMeeting=${view.meeting.uuid !== null} onPick=${select} onClose=${closePicker} onReconnect=${onReconnect} /></div>`}
    ${listing && html`<div class="over" inert=${covered}><${Unfinished} found=${found} onOpen=${goOn} onClose=${() => setListing(false)} /></div>`}`;
}
