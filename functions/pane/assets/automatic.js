/** What the app does without being asked: each with what it reads and why, to be switched off. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import { call } from "./api.js";
import { Dialog } from "./dialogs.js";
import { Button, ProblemLine } from "./elements.js";
import { useAction, usePane } from "./hooks.js";
import { accountsOf } from "./leaving.js";
import * as format from "./format.js";
import { t } from "./strings-automatic.js";

/** @import {DialogsProps} from "./props" */
/** @import {Account, AutomaticName, SignedView} from "./model" */

/** The view as it is once these are off. @param {SignedView} view @param {AutomaticName[]} off @returns {SignedView} */
const switched = (view, off) => ({
  ...view, automatic_off: off,
  accounts: view.accounts.map((one) => ({
    ...one, automatic: t.automatic.items.map(([name]) => name).filter((name) => !off.includes(name) && !one.automatic_off.includes(name)) })),
});

/** What Zoom does not allow is no switch, but for what was switched off before. @param {DialogsProps["view"]} view */
function offered(view) {
  if (!view || view.guest) return [];
  const { meetings_told: ready, app_opens: opening, automatic_off: off } = view;
  /** @type {Partial<Record<AutomaticName, boolean>>} */
  const zoom = { ready, opening };
  return t.automatic.items.filter(([name]) => zoom[name] !== false || off.includes(name));
}

/** Why it is not the user's to switch, everywhere or at some. @param {Account[]} accounts @param {AutomaticName} name */
function closedFor(accounts, name) {
  const closed = accounts.filter((one) => one.automatic_off.includes(name));
  if (!closed.length) return "";
  return closed.length === accounts.length ? t.automatic.closed : t.automatic.closedAt(format.list(closed.map((one) => one.name)));
}

/**
 * @param {{item: typeof t.automatic.items[number], on: boolean, closed: string, shut: boolean, busy: boolean, onSwitch: (on: boolean) => void}} props
 */
function Item({ item: [name, title, reads, why], on, closed, shut, busy, onSwitch }) {
  const about = html`<p class="small">${why}</p><p class="muted small"><b>${t.automatic.reads}</b> ${reads}</p>
    ${closed && html`<p class="small bad-text">${closed}</p>`}`;
  if (shut) return html`<li><b>${title}</b>${about}</li>`;
  return html`<li><label class="row"><b class="grow">${title}</b><input type="checkbox" role="switch" name=${name} checked=${on} aria-disabled=${busy ? "true" : undefined}
      onChange=${(/** @type {any} */ event) => onSwitch(event.currentTarget.checked)} /></label>${about}</li>`;
}

/** @param {DialogsProps} props */
export function Automatic({ view, setView, onClose }) {
  const { announce } = usePane();
  const accounts = accountsOf(view);
  const off = view && !view.guest ? view.automatic_off : [];
  const [items] = useState(() => offered(view));
  const saving = useAction(async (_signal, /** @type {AutomaticName} */ name, /** @type {boolean} */ on) => {
    const wanted = on ? off.filter((one) => one !== name) : [...off, name];
    if (!view || view.guest) return;
    setView(switched(view, wanted)); // at once: a switch that waits looks as if it did not work
    await call("PUT", "me/automatic", { body: { off: wanted } }).catch((error) => {
      setView(view);
      throw error;
    });
    const title = t.automatic.items.find(([one]) => one === name)?.[1] ?? "";
    announce(on ? t.automatic.on(title) : t.automatic.off(title));
  });
  return html`<${Dialog} title=${t.automatic.title} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>${t.close}<//>`}>
    <p class="muted small">${t.automatic.body}</p>
    ${saving.error && html`<${ProblemLine} error=${saving.error} />`}
    <ul class="plain automatic">${items.map((item) => html`<${Item} key=${item[0]} item=${item} on=${!off.includes(item[0])} busy=${saving.busy}
      closed=${closedFor(accounts, item[0])} shut=${accounts.every((one) => one.automatic_off.includes(item[0]))}
      onSwitch=${(/** @type {boolean} */ on) => saving.run(item[0], on)} />`)}</ul>
    <div><h3>${t.automatic.asked}</h3><p class="muted small">${t.automatic.askedBody}</p></div>
  <//>`;
}
