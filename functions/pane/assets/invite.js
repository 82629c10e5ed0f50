/** Inviting people of this call to open the app: chosen ones, colleagues by default, never everybody at once; and who accepted. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import { Dialog } from "./dialogs.js";
import { Button, ProblemLine } from "./elements.js";
import { useAction, useResource, useVisible } from "./hooks.js";
import { look } from "./meeting.js";
import { sync } from "./people-api.js";
import { tell } from "./reports-api.js";
import { t } from "./strings-people.js";
import { supports } from "./zoom.js";
import * as zoom from "./zoom-people.js";

/** @import {Participant, Sync} from "./people-model" */
/** @import {DialogsProps} from "./props" */
/** @import {View} from "./model" */
/** @typedef {Participant & {participant_uuid: string}} Here */
/** @typedef {keyof typeof t.invite.states} Progress */

/** Zoom takes ten at a time (Zoom, «sendAppInvitation»). */
const AT_ONCE = 10;
const ASK_AGAIN_MS = 4000;
/** @type {Record<Progress, string>} */
const LOOKS = { sent: "chip", opened: "chip acc", added: "chip good" };

/** Who can be invited: here, and somebody else. @param {Sync} found @returns {Here[]} */
const others = ({ people }) => /** @type {Here[]} */ (people.filter((one) => one.presence === "here" && !one.me && one.participant_uuid));

/** How far each came who was invited, by the client's name for them. @param {Sync["invitations"]} states @returns {Map<string, Progress>} */
function progress(states) {
  const order = /** @type {Progress[]} */ (Object.keys(t.invite.states));
  const by = new Map();
  for (const [id, uuid] of zoom.invited) {
    const now = states[id] ?? "sent";
    if (order.indexOf(now) >= order.indexOf(by.get(uuid))) by.set(uuid, now);
  }
  return by;
}

/** @param {{one: Here, came: Progress | undefined, chosen: boolean, full: boolean, onChange: (chosen: boolean) => void}} props */
const Choice = ({ one, came, chosen, full, onChange }) => html`<label class="row check"><input type="checkbox" checked=${chosen} disabled=${full && !chosen}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} /><span class="grow ell" dir="auto">${one.name}</span>
    ${came && html`<span class=${LOOKS[came]}>${t.invite.states[came]}</span>`}</label>`;

/** @param {{people: Here[], came: Map<string, Progress>, onSent: (count: number) => void, onClose: () => void}} props */
function Choose({ people, came, onSent, onClose }) {
  const colleagues = people.filter(({ group }) => group === "colleague");
  const rest = people.filter(({ group }) => group !== "colleague");
  const fresh = colleagues.filter((one) => !came.has(one.participant_uuid));
  const [chosen, setChosen] = useState(() => new Set(fresh.slice(0, AT_ONCE).map((one) => one.participant_uuid)));
  const [sent, setSent] = useState(0);
  /** @param {string} uuid @param {boolean} yes */
  const choose = (uuid, yes) => setChosen((was) => new Set(yes ? [...was, uuid] : [...was].filter((other) => other !== uuid)));
  const going = people.filter((one) => chosen.has(one.participant_uuid));
  const sending = useAction(async () => {
    let count = 0;
    setSent(0);
    try {
      for (const { participant_uuid: uuid } of going) {
        await zoom.invite(uuid, t.people.inviteText);
        count += 1;
        choose(uuid, false);
      }
    } finally {
      setSent(count);
      if (count > 0) onSent(count);
    }
  });
  /** @param {Here} one */
  const choice = (one) => html`<${Choice} key=${one.id} one=${one} came=${came.get(one.participant_uuid)} chosen=${chosen.has(one.participant_uuid)}
    full=${chosen.size >= AT_ONCE} onChange=${(/** @type {boolean} */ yes) => choose(one.participant_uuid, yes)} />`;
  return html`${colleagues.length > 0 && html`<section><h3>${t.people.colleagues}</h3>${colleagues.map(choice)}</section>`}
    ${rest.length > 0 && html`<section><h3>${t.invite.others}</h3><p class="muted small">${t.invite.outsideWhy}</p>${rest.map(choice)}</section>`}
    <p class="small" role="status">${sent > 0 && t.invite.sent(sent)}</p>
    ${sending.error && html`<p class="notice bad" role="alert">${t.people.clientRefused}</p>`}
    <div class="actions end"><${Button} class="line" onClick=${onClose}>${sent > 0 ? t.close : t.cancel}<//>
      ${going.length > 0 && html`<${Button} busy=${sending.busy} onClick=${() => sending.run()}>${t.invite.send(going.length)}<//>`}</div>`;
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
  const mine = supports("sendAppInvitation");
  const found = useResource(mine ? "invite" : null, async (signal) => sync(await look(), null, { invitations: [...zoom.invited.keys()] }, signal));
  const people = found.data ? others(found.data) : [];
  const came = progress(found.data?.invitations ?? {});
  const waiting = useVisible() && [...came.values()].some((one) => one !== "added");
  useEffect(() => {
    if (!waiting) return undefined;
    const again = setInterval(found.reload, ASK_AGAIN_MS);
    return () => clearInterval(again);
  }, [waiting]);
  const onSent = (/** @type {number} */ count) => {
    note(view, count);
    found.reload();
  };
  let content;
  if (!mine) content = html`<${ByZoom} onClose=${onClose} />`;
  else if (people.length > 0) content = html`<${Choose} people=${people} came=${came} onSent=${onSent} onClose=${onClose} />`;
  else if (found.busy) content = html`<p class="muted" role="status">${t.people.looking}</p>`;
  else content = html`<p>${t.people.alone}</p>`;
  return html`<${Dialog} title=${t.invite.title} onClose=${onClose} actions=${null}>
    ${found.error && html`<${ProblemLine} error=${found.error} />`}${content}
  <//>`;
}
