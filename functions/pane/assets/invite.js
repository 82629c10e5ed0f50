/** Inviting people of this call to open the app: chosen ones, colleagues by default, never everybody at once. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import { Dialog } from "./dialogs.js";
import { Button, ProblemLine } from "./elements.js";
import { useAction, useResource } from "./hooks.js";
import { look } from "./meeting.js";
import { sync } from "./people-api.js";
import { tell } from "./reports-api.js";
import { t } from "./strings-people.js";
import { supports } from "./zoom.js";
import * as zoom from "./zoom-people.js";

/** @import {Participant, Sync} from "./people-model" */
/** @import {DialogsProps} from "./props" */
/** @import {View} from "./model" */

/** Zoom takes ten at a time (Zoom, «sendAppInvitation»). */
const AT_ONCE = 10;

/** Who can be invited: here, and somebody else. @param {Sync} found */
const others = ({ people }) => people.filter((one) => one.presence === "here" && !one.me && one.participant_uuid);

/** @param {{one: Participant, chosen: boolean, full: boolean, onChange: (chosen: boolean) => void}} props */
const Choice = ({ one, chosen, full, onChange }) => html`<label class="row check"><input type="checkbox" checked=${chosen} disabled=${full && !chosen}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} /><span class="grow ell" dir="auto">${one.name}</span></label>`;

/** @param {{people: Participant[], onSent: (names: number) => void, onClose: () => void}} props */
function Choose({ people, onSent, onClose }) {
  const colleagues = people.filter(({ group }) => group === "colleague");
  const rest = people.filter(({ group }) => group !== "colleague");
  const [chosen, setChosen] = useState(() => new Set(colleagues.slice(0, AT_ONCE).map(({ id }) => id)));
  const sending = useAction(async () => {
    const uuids = people.filter(({ id }) => chosen.has(id)).map((one) => one.participant_uuid ?? "");
    await zoom.invite(uuids, t.people.inviteText);
    onSent(uuids.length);
  });
  /** @param {Participant} one */
  const choice = (one) => html`<${Choice} key=${one.id} one=${one} chosen=${chosen.has(one.id)} full=${chosen.size >= AT_ONCE} onChange=${(/** @type {boolean} */ yes) => {
    const next = new Set(chosen);
    if (yes) next.add(one.id);
    else next.delete(one.id);
    setChosen(next);
  }} />`;
  return html`${colleagues.length > 0 && html`<section><h3>${t.people.colleagues}</h3>${colleagues.map(choice)}</section>`}
    ${rest.length > 0 && html`<section><h3>${t.invite.others}</h3><p class="muted small">${t.invite.outsideWhy}</p>${rest.map(choice)}</section>`}
    ${sending.error && html`<p class="notice bad" role="alert">${t.people.clientRefused}</p>`}
    <div class="actions end"><${Button} class="line" onClick=${onClose}>${t.cancel}<//>
      ${chosen.size > 0 && html`<${Button} busy=${sending.busy} onClick=${() => sending.run()}>${t.invite.send(chosen.size)}<//>`}</div>`;
}

/** Zoom's own chooser, for whom the client does not let this app choose. @param {{onClose: () => void}} props */
function ByZoom({ onClose }) {
  const asking = useAction(async () => {
    await zoom.chooseInvited(t.invite.heading, t.people.inviteText);
    onClose();
  });
  return html`<p>${t.invite.byZoom}</p><p class="muted small">${t.invite.outsideWhy}</p>
    ${asking.error && html`<p class="notice bad" role="alert">${t.people.clientRefused}</p>`}
    <div class="actions end"><${Button} class="line" onClick=${onClose}>${t.cancel}<//><${Button} busy=${asking.busy} onClick=${() => asking.run()}>${t.invite.choose}<//></div>`;
}

/** Counts an invitation, which only Zoom's client knows to be sent; that it is not counted is nobody's trouble. @param {View | null} view @param {number} count */
function note(view, count) {
  if (!view || view.guest) return;
  const at = view.last_selected;
  const tenant = at?.tenant ?? view.accounts[0]?.tenant;
  const customer = at ? { customer_kind: at.kind, customer_id: at.id } : {};
  if (tenant) tell({ tenant, kind: "invitation_sent", key: crypto.randomUUID(), count, ...customer }).catch(() => undefined);
}

/** @param {DialogsProps} props */
export function Invite({ view, onClose }) {
  const [sent, setSent] = useState(0);
  const onSent = (/** @type {number} */ names) => {
    setSent(names);
    note(view, names);
  };
  const mine = supports("sendAppInvitation");
  const found = useResource(mine ? "invite" : null, async (signal) => sync(await look(), null, {}, signal));
  const people = found.data ? others(found.data) : [];
  let content;
  if (sent > 0) content = html`<p role="status">${t.invite.sent(sent)}</p><div class="actions end"><${Button} onClick=${onClose}>${t.close}<//></div>`;
  else if (!mine) content = html`<${ByZoom} onClose=${onClose} />`;
  else if (found.busy) content = html`<p class="muted" role="status">${t.people.looking}</p>`;
  else if (people.length > 0) content = html`<${Choose} people=${people} onSent=${onSent} onClose=${onClose} />`;
  else content = html`<p>${t.people.alone}</p>`;
  return html`<${Dialog} title=${t.invite.title} onClose=${onClose} actions=${null}>
    ${found.error && html`<${ProblemLine} error=${found.error} />`}${content}
  <//>`;
}
