/** Who uses the app, and what was changed by whom. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { Handout } from "./handout.js";
import { Button, Spinner } from "./elements.js";
import { useAction, useResource } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings-admin.js";
import { ReadLine, ReadProblem, TurnLine, useActionInTurn } from "./turn.js";

/** @import {PageProps, User} from "./admin-model" */

/** Names are looked up among so many pages of users. */
const MOST_PAGES = 4;

/**
 * A list that comes in pages.
 * @template T
 * @param {(after: string, signal: AbortSignal) => Promise<{items: T[], next: string | null}>} load
 */
function usePages(load) {
  const [items, setItems] = useState(/** @type {T[] | null} */ (null));
  const [next, setNext] = useState(/** @type {string | null} */ (""));
  const more = useAction(async (signal) => {
    const page = await load(next ?? "", signal);
    if (signal.aborted) return;
    setItems([...(items ?? []), ...page.items]);
    setNext(page.next);
  });
  useEffect(() => {
    more.run();
  }, []);
  return { items, setItems, more, next };
}

/** @param {{pages: ReturnType<typeof usePages>, none: string, children?: unknown}} props */
function Pages({ pages: { items, more, next }, none, children }) {
  const read = { ...more, reload: () => void more.run() };
  if (!items && more.error) return html`<${ReadProblem} of=${read} />`;
  if (!items) return html`<div class="late"><${Spinner} /></div>`;
  return html`${!items.length && html`<p class="muted">${none}</p>`}${children}
    <${ReadLine} of=${read} />
    ${next && html`<p class="more"><${Button} class="line" busy=${more.busy} onClick=${() => more.run()}>${t.admin.more}<//></p>`}`;
}

/** @param {{user: User, tenant: string, onGone: () => void}} props */
function Row({ user, tenant, onGone }) {
  const [asking, setAsking] = useState(false);
  const leaving = useActionInTurn(async () => {
    await admin.disconnect(tenant, user.id);
    onGone();
  });
  const active = user.status === "active";
  return html`<li><div class="row"><b class="grow wrap" dir="auto">${user.name || user.email}</b><span class=${active ? "chip good" : "chip warn"}>${active ? t.users.active : t.users.lost}</span></div>
    <p class="muted small wrap"><bdi>${user.email}</bdi> · ${t.licences[user.license] ?? user.license} · ${t.users.since(format.date(user.connected_at.slice(0, 10)))}</p>
    <div class="row"><span class="grow chips">${user.stuck_notes > 0 && html`<span class="chip bad">${t.users.stuck(user.stuck_notes)}</span>`}
        ${user.waiting_notes > 0 && html`<span class="chip">${t.users.waiting(user.waiting_notes)}</span>`}</span>
      ${!asking && html`<${Button} class="small line" aria-label=${`${t.users.disconnect}: ${user.email}`} onClick=${() => setAsking(true)}>${t.users.disconnect}<//>`}</div>
    ${asking && html`<div class="notice"><p>${t.users.ask}</p><div class="actions end">
      <${Button} class="small line" onClick=${() => setAsking(false)}>${t.cancel}<//>
      <${Button} class="small danger" busy=${leaving.busy} onClick=${() => leaving.run()}>${t.users.disconnect}<//></div></div>`}
    <${TurnLine} turn=${leaving} />
  </li>`;
}

/** @param {PageProps} props */
export function Users({ tenant }) {
  const pages = usePages(async (after, signal) => {
    const { users, next } = await admin.users(tenant, after, signal);
    return { items: users, next };
  });
  return html`<div class="admin-page"><${Pages} pages=${pages} none=${t.users.none}>
    <ul class="plain lines">${pages.items?.map((user) => html`<${Row} key=${user.id} user=${user} tenant=${tenant}
      onGone=${() => pages.setItems((pages.items ?? []).filter((one) => one.id !== user.id))} />`)}</ul><//></div>`;
}

/** Who is meant by a Gainsight id: a name for whoever is connected, else the id. @param {string} tenant @returns {(gsid: string) => string} */
export function useNames(tenant) {
  const found = useResource(`${tenant} names`, async (signal) => {
    /** @type {Map<string, string>} */
    const names = new Map();
    let after = /** @type {string | null} */ ("");
    for (let page = 0; after !== null && page < MOST_PAGES; page += 1) {
      const { users, next } = await admin.users(tenant, after, signal, "50");
      users.forEach(({ gsid, name, email }) => names.set(gsid, name || email));
      after = next;
    }
    return names;
  });
  return (gsid) => found.data?.get(gsid) ?? gsid;
}

/** What is broken between its parts before it is within one. @param {string} target */
const inParts = (target) => target.split(/(?<=[/,])/).map((part) => html`${part}<wbr />`);

/** @param {PageProps} props */
export function Audit({ tenant }) {
  const nameOf = useNames(tenant);
  const pages = usePages(async (after, signal) => {
    const { lines, next } = await admin.audit(tenant, after, signal);
    return { items: lines, next };
  });
  const [csv, setCsv] = useState("");
  const exporting = useActionInTurn(async (signal) => {
    const text = await admin.auditCsv(tenant, signal);
    if (!signal.aborted) setCsv(text);
  });
  return html`<div class="admin-page">
    ${csv ? html`<${Handout} name="audit.csv" type="text/csv" text=${csv} />` : html`<div><${Button} class="line" busy=${exporting.busy} onClick=${() => exporting.run()}>${t.audit.export}<//></div>`}
    <${TurnLine} turn=${exporting} />
    <${Pages} pages=${pages} none=${t.audit.none}>
      <ul class="plain lines">${pages.items?.map((line, n) => html`<li key=${n}><div class="row"><b class="grow wrap">${t.audit.actions[line.action] ?? line.action}</b><span class="muted small">${format.dateTime(line.at)}</span></div>
        <p class="muted small wrap"><bdi>${nameOf(line.actor_gsid)}</bdi>${line.target !== line.actor_gsid && html` · <bdi>${inParts(nameOf(line.target))}</bdi>`}</p></li>`)}</ul><//></div>`;
}
