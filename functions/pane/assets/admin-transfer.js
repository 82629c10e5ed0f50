/** The whole configuration as a file, to and from, and its earlier versions. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { useNames } from "./admin-people.js";
import { Lines, Part, Select } from "./admin-parts.js";
import { Button, Spinner } from "./elements.js";
import { Handout } from "./handout.js";
import { useResource } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings-admin.js";
import { ReadProblem, TurnLine, useActionInTurn } from "./turn.js";

/** @import {PageProps, Subject} from "./admin-model" */

/** @param {string} text */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value && value.policy && value.layout ? value : null;
  } catch {
    return null;
  }
}

/** @param {PageProps} props */
export function Transfer({ tenant, onSaved }) {
  const [out, setOut] = useState("");
  const [text, setText] = useState("");
  const [left, setLeft] = useState(/** @type {Record<string, string> | null} */ (null));
  const exporting = useActionInTurn(async () => setOut(JSON.stringify(await admin.exported(tenant), null, 2)));
  const importing = useActionInTurn(async (_signal, /** @type {string} */ wanted) => {
    const [policy, layout] = await Promise.all([admin.read(tenant, "policy"), admin.read(tenant, "layout")]);
    const answer = await admin.take(tenant, policy.version, layout.version, parsed(wanted));
    setLeft(answer.left_out);
    setText("");
    onSaved();
  }, (wanted) => wanted === text);
  const file = async (/** @type {File | undefined} */ chosen) => chosen && setText(await chosen.text());
  const good = parsed(text) !== null;
  return html`<div class="admin-page">
    <${Part} title=${t.transfer.export}><p class="muted small">${t.transfer.exportBody}</p>
      ${out ? html`<${Handout} name=${`${tenant}-configuration.json`} type="application/json" text=${out} />` : html`<div><${Button} class="line" busy=${exporting.busy} onClick=${() => exporting.run()}>${t.transfer.export}<//></div>`}
      <${TurnLine} turn=${exporting} /><//>
    <${Part} title=${t.transfer.import}><p class="muted small">${t.transfer.importBody}</p>
      <label class="field"><span>${t.transfer.choose}</span><input type="file" accept=".json,application/json" onChange=${(/** @type {any} */ event) => file(event.target.files[0])} /></label>
      <${Lines} label=${t.transfer.paste} hint="" value=${text ? text.split("\n").map((line) => line.trim()).filter(Boolean) : []} error=${text && !good ? t.transfer.bad : ""} onChange=${(/** @type {string[]} */ lines) => setText(lines.join("\n"))} />
      ${good && html`<div><${Button} busy=${importing.busy} onClick=${() => importing.run(text)}>${t.transfer.confirm}<//></div>`}
      <${TurnLine} turn=${importing} />
      <div role="status">${left && html`<p class="good-text"><b>${t.transfer.done}</b></p>
        ${Object.keys(left).length > 0 && html`<p>${t.transfer.leftOut}</p><ul class="bullets">${Object.entries(left).map(([path, why]) => html`<li><b class="wrap">${path}</b> ${why}</li>`)}</ul>`}`}</div><//>
  </div>`;
}

/** @param {PageProps} props */
export function Earlier({ tenant, onSaved }) {
  const [subject, setSubject] = useState(/** @type {Subject} */ ("policy"));
  const [done, setDone] = useState(false);
  const nameOf = useNames(tenant);
  const kept = useResource(`${tenant} ${subject}`, (signal) => admin.history(tenant, subject, signal));
  const restoring = useActionInTurn(async (_signal, /** @type {number} */ number, /** @type {number} */ newest) => {
    await admin.restore(tenant, subject, number, newest);
    setDone(true);
    kept.reload();
    onSaved();
  });
  const versions = kept.data?.versions ?? [];
  const newest = versions[0]?.version ?? 0;
  return html`<div class="admin-page">
    <${Select} label=${t.admin.kind} value=${subject} options=${[["policy", t.history.policy], ["layout", t.history.layout]]} onChange=${(/** @type {Subject} */ next) => {
      setDone(false);
      setSubject(next);
    }} />
    <${ReadProblem} of=${kept} />
    ${!kept.data && !kept.error && html`<div class="late"><${Spinner} /></div>`}
    ${kept.data && !versions.length && html`<p class="muted">${t.history.none}</p>`}
    <p class="good-text" role="status">${done ? t.history.restored : ""}</p>
    <ul class="plain lines">${versions.map((one) => html`<li class="row" key=${one.version}><span class="grow"><b>${t.history.version(one.version)}</b>
        <span class="muted small wrap">${format.dateTime(one.at)} · <bdi>${nameOf(one.actor_gsid)}</bdi></span>
        ${one.changed.length > 0 && html`<span class="small wrap">${one.changed.join(", ").replaceAll("_", " ")}</span>`}</span>
      ${one.version === newest ? html`<span class="chip good">${t.history.now}</span>`
        : html`<${Button} class="small line" busy=${restoring.busy} aria-label=${`${t.history.restore}: ${t.history.version(one.version)}`} onClick=${() => restoring.run(one.version, newest)}>${t.history.restore}<//>`}</li>`)}</ul>
    <${TurnLine} turn=${restoring} />
  </div>`;
}
