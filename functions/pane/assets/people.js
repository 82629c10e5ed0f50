/** The People tab: who is in this call, who they are in Gainsight, and adding or linking the rest. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import { Button, Icon } from "./elements.js";
import { useLatest, useListener, usePane } from "./hooks.js";
import { useMeeting } from "./meeting.js";
import { AddForm, awaited } from "./people-add.js";
import { Row } from "./people-row.js";
import { reason } from "./suggested.js";
import * as format from "./format.js";
import { t } from "./strings-people.js";
import { ReadLine } from "./turn.js";

/** @import {Customer} from "./model" */
/** @import {Participant, RowActs, Suggestion, Sync} from "./people-model" */
/** @import {TabProps} from "./props" */

const MOST_ADDED = 25;
const SHOWN = 3;
const LONGEST_CALL_MS = 12 * 3_600_000;

/** Whether to add or link somebody together with others: not who has not come. @param {Participant} one */
export const addable = ({ offers, presence }) => presence !== "expected" && (offers.includes("add") || offers.includes("link"));

/** One customer this call may be about. @param {{one: Suggestion, tenant: string | undefined, onChoose: (one: Suggestion) => void}} props */
const Suggested = ({ one, tenant, onChoose }) => html`<li class="row"><span class="grow"><b class="ell" dir="auto">${one.name}</b>
    <span class="muted small">${[tenant, reason(one)].filter(Boolean).join(" · ")}</span></span>
  <${Button} class="line" onClick=${() => onChoose(one)} aria-label=${`${t.people.open} ${one.name}`}>${t.people.open}<//></li>`;

/** Whether a time was before this call, not within it. @param {string} when */
const isBefore = (when) => Date.now() - Date.parse(when) > LONGEST_CALL_MS;

/**
 * Other customers this call may be about, best first: in sight where one of them fits better than the chosen one.
 * @param {{sync: Sync, customer: Customer, tenants: Record<string, string>, onCustomer: (customer: Customer) => void, onChoose: () => void}} props
 */
function About({ sync, customer, tenants, onCustomer, onChoose }) {
  const here = keyOf(customer);
  const { remembered, suggested } = sync;
  const again = remembered && keyOf(remembered) === here && isBefore(remembered.last_met) && html`<p class="muted small again">${t.people.again(format.date(remembered.last_met))}${" · "}<button type="button" class="link" aria-label=${t.picker.change} onClick=${onChoose}>${t.people.change}</button></p>`;
  const others = suggested.filter((one) => keyOf(one) !== here).slice(0, SHOWN);
  if (!others.length) return again;
  /** @param {Suggestion} one */
  const choose = ({ tenant, kind, id, name }) => onCustomer({ tenant, kind, id, name });
  const list = html`<ul>${others.map((one) => html`<${Suggested} key=${keyOf(one)} one=${one} tenant=${tenants[one.tenant]} onChoose=${choose} />`)}</ul>`;
  if (keyOf(suggested[0]) !== here) return html`${again}<section class="card about"><h2>${t.people.about}</h2>${list}</section>`;
  return html`${again}<details class="about"><summary>${t.people.also(others.length)}</summary>${list}</details>`;
}

/** What this user is told less of, and what helps. @param {{state: Sync["state"]}} props */
function Standing({ state }) {
  const [title, body] = t.people.states[state] ?? [];
  if (!title) return null;
  return html`<div class="notice" role="note"><b>${title}</b><p class="small">${body}</p></div>`;
}

/** How many can be added, with the one button for all. @param {{people: Participant[], onAdd: (people: Participant[]) => void}} props */
function Bulk({ people, onAdd }) {
  const all = people.filter(addable);
  const ready = all.slice(0, MOST_ADDED);
  const links = ready.filter(({ offers }) => offers.includes("link")).length;
  const blank = people.filter((one) => one.group === "unknown" && !one.email && one.presence === "here").length;
  if (!ready.length) return null;
  const words = links === ready.length ? t.people.canLink : links ? t.people.canBoth : t.people.canAdd;
  const more = [all.length > ready.length && t.people.atATime(MOST_ADDED), blank > 0 && t.people.needEmail(blank)].filter(Boolean).join(" · ");
  return html`<div class="card row"><div class="grow"><b>${words(all.length)}</b>
      ${more && html`<span class="muted small bulk-more">${more}</span>`}</div>
    <${Button} onClick=${() => onAdd(ready)}>${links === ready.length ? t.people.linkAll(ready.length) : t.people.addAll(ready.length)}<//></div>`;
}

/** @param {{title: string, people: Participant[], acts: RowActs}} props */
const Group = ({ title, people, acts }) => people.length > 0 && html`<section><h2>${title} <span class="count">· ${people.length}</span></h2>
  <ul class="persons">${people.map((one) => html`<${Row} key=${one.id} one=${one} acts=${acts} />`)}</ul></section>`;

/** Whether Gainsight was asked and has nobody with their address, which is surely theirs. @param {Participant} one */
const isMissing = ({ unknown_because: why, confidence }) => why === "not_in_gainsight" && confidence !== "guess";

/** @param {Participant[]} people @param {string} customer */
function grouped(people, customer) {
  const here = people.filter(({ presence }) => presence === "here");
  /** @param {Participant["group"]} name */
  const of = (name) => here.filter(({ group }) => group === name);
  return /** @type {[string, Participant[]][]} */ ([
    [customer, of("customer")],
    [t.people.others, of("known")],
    [t.people.notThere, of("unknown").filter(isMissing)],
    [t.people.unknown, of("unknown").filter((one) => !isMissing(one))],
    [t.people.colleagues, of("colleague")],
    [t.people.expected, people.filter(({ presence }) => presence === "expected")],
    [t.people.left, people.filter(({ presence }) => presence === "left")],
  ]);
}

/** @param {{sync: Sync, busy: boolean, acts: RowActs}} props */
function Crowd({ sync, busy, acts }) {
  const alone = sync.people.every(({ me }) => me);
  return html`${alone && sync.state === "full" && html`<div class="empty"><span class="badge"><${Icon} name="people" size=${22} /></span><h2>${t.people.alone}</h2><p class="muted">${t.people.aloneBody}</p></div>`}
    ${!sync.complete && busy && html`<p class="muted small" role="status">${t.people.stillLooking}</p>`}
    ${grouped(sync.people, acts.customer.name).map(([title, people]) => html`<${Group} key=${title} title=${title} people=${people} acts=${acts} />`)}`;
}

/** Who is here, by name. @param {Sync | null} sync */
const present = (sync) => new Map((sync?.people ?? []).filter(({ presence }) => presence === "here").map(({ id, name }) => [id, name]));

/** Names who is in one and not in the other; of many, how many. @param {Map<string, string>} one @param {Map<string, string>} other */
function lacking(one, other) {
  const names = [...one].filter(([id]) => !other.has(id)).map(([, name]) => name);
  return names.length > SHOWN ? t.people.many(names.length) : format.list(names);
}

/** Says who came and who went, for whom does not see the list change. @param {Sync | null} sync */
function useNews(sync) {
  const { announce } = usePane();
  const before = useRef(/** @type {Map<string, string> | null} */ (null));
  useEffect(() => {
    if (!sync?.complete) return;
    const [was, now] = [before.current, present(sync)];
    before.current = now;
    if (!was) return;
    const came = lacking(now, was);
    const went = lacking(was, now);
    const said = [came && t.people.came(came), went && t.people.went(went)].filter(Boolean).join(" ");
    if (said) announce(said);
  }, [sync]);
}

/**
 * Keeps the keyboard with a person whose row came to stand under another heading, or comes back after the form.
 * @param {unknown[]} changes when that may have happened
 */
function useKeptFocus(...changes) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const last = useRef({ at: /** @type {Element | null} */ (null), id: /** @type {string | undefined} */ ("") });
  const onFocusIn = (/** @type {any} */ { target }) => {
    last.current = { at: target, id: target.closest("[data-id]")?.dataset.id };
  };
  useLayoutEffect(() => {
    const { at, id } = last.current;
    if (!box.current || !at || at.isConnected || document.activeElement !== document.body) return;
    const row = [...box.current.querySelectorAll("li")].find(({ dataset }) => id && dataset.id === id);
    /** @type {HTMLElement | null} */ (row?.querySelector("button") ?? box.current.closest(".scroll"))?.focus();
  }, changes);
  return { ref: box, onfocusin: onFocusIn };
}

/** @param {TabProps} props */
export default function People({ customer, account, turn, onCustomer, onChoose, onReport, tenants = {} }) {
  const meeting = useMeeting(customer);
  const { sync, busy, error } = meeting;
  useNews(sync);
  const [adding, setAdding] = useState(() => awaited(customer));
  const open = useRef(/** @type {Set<string>} */ (new Set()));
  const kept = useKeptFocus(sync, adding);
  const reload = useLatest(() => void meeting.run({ refresh: true }));
  useEffect(() => {
    if (turn) reload();
  }, [turn]);
  useListener(window, "turned", () => {
    if (!sync) setAdding(awaited(customer)); // it was answered before there was a form to hear of it
    meeting.run();
  });
  useEffect(() => {
    onReport({ busy: busy && sync === null, reload, error: sync ? null : error, shown: sync !== null, asOf: sync?.as_of ?? null,
      isStale: false, stale: null, type: null, writing: adding !== null });
  }, [busy, error, sync, adding]);
  if (!sync) return error ? null : html`<p class="muted" aria-busy="true">${t.people.looking}</p>`;
  if (sync.state === "no_meeting") {
    return html`<div class="empty"><span class="badge"><${Icon} name="people" size=${22} /></span><h2>${t.people.noMeeting}</h2><p class="muted">${t.people.noMeetingBody}</p></div>`;
  }
  if (adding) {
    const done = () => {
      open.current.clear();
      setAdding(null);
      meeting.run();
    };
    return html`<${AddForm} customer=${customer} people=${adding} roles=${sync.roles[customer.tenant] ?? []} onDone=${done} />`;
  }
  const acts = { customer, tenants, onMatched: meeting.replace, onAdd: (/** @type {Participant} */ one) => setAdding([one]), open: open.current, may: sync.can.add[customer.tenant] === true, here: new Set(present(sync).values()) };
  const problems = sync.problems.map(({ tenant }) => t.people.problem(tenants[tenant] ?? account?.name ?? tenant));
  return html`<div class="people" ...${kept}>
    <${Standing} state=${sync.state} />
    <${About} sync=${sync} customer=${customer} tenants=${tenants} onCustomer=${onCustomer} onChoose=${onChoose} />
    <${Bulk} people=${sync.people} onAdd=${setAdding} />
    <${ReadLine} of=${{ error, busy, reload }} />
    ${problems.length > 0 && html`<p class="notice" role="status">${format.list(problems)}</p>`}
    <${Crowd} sync=${sync} busy=${busy} acts=${acts} />
  </div>`;
}
