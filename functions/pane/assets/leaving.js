/** Logging out, deleting everything, and disconnecting one tenant; first of all what becomes of notes that wait. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Dialog } from "./dialogs.js";
import { Button, Icon, ProblemLine } from "./elements.js";
import { useAction, usePane, useResource } from "./hooks.js";
import { Cards } from "./signin-steps.js";
import * as timeline from "./timeline-api.js";
import { t } from "./strings-signin.js";

/** @import {Children, DialogsProps} from "./props" */
/** @import {Account, View} from "./model" */
/** @import {Draft} from "./timeline-model" */
/** @typedef {"send" | "keep" | "discard"} Choice */

const LOOKS = 15;
const PAUSE_MS = 2000;

/** Notes that were published and are not in Gainsight yet. @param {AbortSignal} signal @param {string} tenant "" for all */
const waiting = async (signal, tenant) =>
  (await timeline.drafts({ tenant }, signal)).drafts.filter((one) => one.state === "queued" || one.state === "failed");

/** @param {number} ms */
const pause = (ms) => new Promise((done) => {
  setTimeout(done, ms);
});

/** Sends what waits and looks until it is gone. @param {AbortSignal} signal @param {Draft[]} notes @param {string} tenant @returns {Promise<Draft[]>} what is left */
async function send(signal, notes, tenant) {
  for (const { id, version, targets, state } of notes) {
    if (state === "failed") await timeline.publish(id, version, targets.map((one) => ({ kind: one.kind, id: one.id, name: one.name })));
  }
  let left = notes;
  for (let look = 0; look < LOOKS && left.length && !signal.aborted; look += 1) {
    await pause(PAUSE_MS);
    left = await waiting(signal, tenant);
  }
  return left;
}

/** @param {Draft[]} notes */
async function discard(notes) {
  for (const { id } of notes) await api.call("DELETE", `timeline/drafts/${encodeURIComponent(id)}`, { query: { force: "true" } });
}

/**
 * Asks what becomes of notes that wait, and does that before `act`.
 * @param {Choice[]} choices @param {() => Promise<unknown>} act @param {string} [tenant] its notes only
 */
function useLeaving(choices, act, tenant = "") {
  const held = useResource(`notes ${tenant}`, (signal) => waiting(signal, tenant));
  const [chosen, setChosen] = useState(choices[0]);
  const [left, setLeft] = useState(0);
  const notes = held.data ?? [];
  const leaving = useAction(async (signal) => {
    setLeft(0);
    if (notes.length && chosen === "send") {
      const still = await send(signal, notes, tenant);
      if (signal.aborted) return;
      if (still.length) {
        setLeft(still.length);
        held.reload();
        return;
      }
    } else if (notes.length && chosen === "discard") await discard(notes);
    await act();
  });
  const options = choices.map((id) => ({ id, label: t.notes[id], explanation: t.notes[/** @type {"sendBody"} */ (`${id}Body`)] }));
  return {
    run: () => leaving.run(),
    sending: leaving.busy && chosen === "send" && notes.length > 0,
    busy: leaving.busy,
    unread: held.busy && !held.data,
    asked: html`${notes.length > 0 && html`<div><p class=${tenant ? "" : "notice"}><b>${t.notes.waiting(notes.length)}</b></p></div>
        <${Cards} name=${`notes-${tenant}`} legend=${t.notes.waiting(notes.length)} options=${options} chosen=${chosen} onChoose=${setChosen} />`}
      ${held.error && held.error.code !== "session_expired" && html`<p class="muted small">${t.notes.unknown}</p>`}
      ${left > 0 && html`<p class="notice bad" role="alert">${t.notes.left(left)}</p>`}
      ${leaving.error && html`<${ProblemLine} error=${leaving.error} />`}`,
  };
}

/**
 * Asks before leaving.
 * @param {{title: string, confirm: string, busy: string, done: string, choices: Choice[], act: () => Promise<unknown>, onClose: () => void, children?: Children, danger?: boolean}} props
 */
function Leave({ title, confirm, busy, done, choices, act, onClose, children, danger }) {
  const { announce } = usePane();
  const leaving = useLeaving(choices, async () => {
    await act();
    announce(done);
  });
  const doing = leaving.sending ? t.notes.sending : busy;
  return html`<${Dialog} title=${title} onClose=${onClose} actions=${html`
      <${Button} class="line" onClick=${onClose}>${t.cancel}<//>
      <${Button} class=${danger ? "danger" : ""} onClick=${leaving.run} busy=${leaving.busy || leaving.unread}>${leaving.busy ? doing : confirm}<//>`}>
    ${children}
    ${leaving.asked}
  <//>`;
}

/** @param {DialogsProps} props */
export const LogOut = ({ onClose, logOut }) => html`<${Leave} title=${t.logOut.title} confirm=${t.logOut.confirm} busy=${t.logOut.busy} done=${t.loggedOut}
  choices=${["keep", "send", "discard"]} act=${logOut} onClose=${onClose}><p>${t.logOut.body}</p><//>`;

/** @param {DialogsProps} props */
export const Remove = ({ onClose, remove }) => html`<${Leave} title=${t.remove.title} confirm=${t.remove.confirm} busy=${t.remove.busy} done=${t.gone.title} danger
    choices=${["send", "discard"]} act=${remove} onClose=${onClose}>
  <p>${t.remove.body}</p>
  <ul class="bullets">${t.remove.items.map((item) => html`<li>${item}</li>`)}</ul>
  <p class="muted small">${t.remove.keeps}</p>
<//>`;

/** Asks before one tenant is disconnected. @param {{account: Account, onCancel: () => void, onGone: () => Promise<void>}} props */
function Disconnect({ account, onCancel, onGone }) {
  const leaving = useLeaving(account.status === "active" ? ["keep", "send", "discard"] : ["keep", "discard"], async () => {
    await api.disconnect(account.tenant);
    await onGone();
  }, account.tenant);
  const first = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => first.current?.focus(), []);
  return html`<div class="notice" tabindex="-1" ref=${first} role="group" aria-label=${t.connections.ask(account.name)}>
    <p><b>${t.connections.ask(account.name)}</b> ${t.connections.askBody}</p>
    ${leaving.asked}
    <div class="actions">
      <${Button} class="small line" onClick=${onCancel}>${t.cancel}<//>
      <${Button} class="small danger" busy=${leaving.busy || leaving.unread} onClick=${leaving.run}>${leaving.sending ? t.notes.sending : t.connections.disconnect}<//>
    </div></div>`;
}

/** One connected tenant. @param {{account: Account, onGone: () => Promise<void>}} props */
function Connection({ account, onGone }) {
  const { show } = usePane();
  const [asking, setAsking] = useState(false);
  const active = account.status === "active";
  const via = account.integration === "salesforce" ? ` · ${t.connections.salesforce}` : "";
  return html`<li class="card connection">
    <div class="row"><b class="grow wrap" dir="auto">${account.name}</b><span class=${active ? "chip good" : "chip warn"}>${active ? t.connections.active : t.connections.lost}</span></div>
    <span class="muted small wrap">${account.host}</span>
    <span class="muted small wrap"><bdi>${account.user.email}</bdi>${via}</span>
    ${asking
      ? html`<${Disconnect} account=${account} onCancel=${() => setAsking(false)} onGone=${onGone} />`
      : html`<div class="actions end">
          ${!active && html`<${Button} class="small" onClick=${() => show("connect", account.tenant)}>${t.connections.again}<//>`}
          <${Button} class="small line" onClick=${() => setAsking(true)} aria-label=${`${t.connections.disconnect} ${account.name}`}>${t.connections.disconnect}<//>
        </div>`}
  </li>`;
}

/** @param {View | null} view */
export const accountsOf = (view) => (view && !view.guest ? view.accounts : []);

/** @param {DialogsProps} props */
export function Connections({ view, setView, onClose }) {
  const { announce, show } = usePane();
  const accounts = accountsOf(view);
  const gone = async (/** @type {Account} */ account) => {
    const now = await api.session();
    announce(t.connections.done(account.name));
    setView(now);
    if (!now.accounts.length) onClose();
  };
  return html`<${Dialog} title=${t.connections.title} onClose=${onClose}
      actions=${html`<${Button} class="line" onClick=${() => show("connect")}>${t.ways.another}<//>`}>
    <p class="muted small">${t.connections.body}</p>
    <ul class="plain">${accounts.map((account) => html`<${Connection} key=${account.tenant} account=${account} onGone=${() => gone(account)} />`)}</ul>
  <//>`;
}

/** The sentences of one account: which tab of which kind, and why. @param {Account} account */
function reasons({ tabs_off: off }) {
  const byType = Object.entries(off?.relationship ?? {});
  const rows = [
    ...Object.entries(off?.company ?? {}).map(([tab, why]) => ({ tab, what: t.off.company, why })),
    ...byType.flatMap(([type, tabs]) => Object.entries(tabs).map(([tab, why]) =>
      ({ tab, what: type === "*" ? t.off.relationship : `${t.off.relationship} (${t.off.some})`, why }))),
  ];
  const merged = new Map();
  for (const row of rows) {
    const key = `${row.tab} ${row.why}`;
    merged.set(key, { ...row, what: [...new Set([...(merged.get(key)?.what ?? []), row.what])] });
  }
  return [...merged.values()];
}

/** @param {DialogsProps} props */
export function Off({ view, onClose }) {
  const accounts = accountsOf(view).filter((one) => reasons(one).length);
  const many = accountsOf(view).length > 1;
  return html`<${Dialog} title=${t.off.title} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>${t.close}<//>`}>
    ${!accounts.length && html`<p>${t.off.none}</p>`}
    ${accounts.map((account) => html`<section key=${account.tenant}>
      ${many && html`<h3 class="muted small" dir="auto">${account.name}</h3>`}
      <ul class="seen">${reasons(account).map(({ tab, what, why }) => html`<li><${Icon} name=${tab} />
        <div><b>${/** @type {Record<string, string>} */ (/** @type {unknown} */ (t.tabs))[tab]}</b> <span class="muted small">${what.join(", ")}</span><p class="small">${why}</p></div></li>`)}</ul>
    </section>`)}
  <//>`;
}
