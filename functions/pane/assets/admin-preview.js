/** What somebody with a licence gets, of what is saved or of changes that are not. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { Button, Icon } from "./elements.js";
import { t } from "./strings-admin.js";
import { TurnLine, useActionInTurn } from "./turn.js";

/** @import {Documents, Preview} from "./admin-model" */
/** @import {Kind, TabName} from "./model" */

const LICENSES = Object.keys(t.licences);
/** @type {Kind[]} */
const KINDS = ["company", "relationship"];

/** @param {Preview} seen @param {Kind} kind */
const tabsOf = (seen, kind) => (kind === "company"
  ? { on: seen.tabs.company, off: seen.tabs_off.company }
  : { on: seen.tabs.relationship["*"] ?? [], off: seen.tabs_off.relationship["*"] ?? {} });

/** @param {Preview} seen @param {Kind} kind @param {string} name */
const labelOf = (seen, kind, name) => (name === "*custom" ? t.layout.allCustom : seen.labels[kind]?.[name] ?? name);

/** @param {{seen: Preview}} props */
function Seen({ seen }) {
  const rights = seen.rights.map((right) => t.preview.rightsOf[right]).filter(Boolean);
  if (!seen.admitted) return html`<p class="notice bad"><b>${t.preview.refused}.</b> ${seen.refusal}</p>`;
  return html`<p class="good-text"><b>${t.preview.admitted}</b></p>
    ${KINDS.map((kind) => {
      const { on, off } = tabsOf(seen, kind);
      return html`<div key=${kind}><h3>${t.kinds[kind]}</h3>
        <p class="chips">${on.map((tab) => html`<span class="chip acc">${t.tabs[tab]}</span>`)}</p>
        ${Object.entries(off).map(([tab, why]) => html`<p class="small"><span class="chip">${t.tabs[/** @type {TabName} */ (tab)]} ${t.preview.off}</span> ${why}</p>`)}
        ${(seen.layout.attributes[kind] ?? []).map((group) => html`<p class="small"><b>${group.name}:</b> ${group.fields.map((name, n) => html`${n > 0 && ", "}${labelOf(seen, kind, name)}${group.read_only.includes(name) ? ` (${t.preview.readOnly})` : ""}`)}</p>`)}
      </div>`;
    })}
    <p class="small"><b>${t.preview.rights}:</b> ${rights.join(", ") || t.preview.nothing}</p>`;
}

/** @param {{tenant: string, drafts?: Partial<Documents>}} props */
export function PreviewAs({ tenant, drafts = {} }) {
  const [license, setLicense] = useState(LICENSES[0]);
  const [email, setEmail] = useState("");
  const [seen, setSeen] = useState(/** @type {Preview | null} */ (null));
  const asking = useActionInTurn(async (signal) => {
    const answer = await admin.preview(tenant, { license, email: email.trim(), ...drafts });
    if (!signal.aborted) setSeen(answer);
  });
  return html`<div class="admin-page">
    <label class="field"><span>${t.preview.licence}</span><select value=${license} onChange=${(/** @type {any} */ event) => setLicense(event.target.value)}>
      ${LICENSES.map((name) => html`<option value=${name}>${t.licences[name]}</option>`)}</select></label>
    <label class="field"><span>${t.preview.email}</span><input type="email" value=${email} onInput=${(/** @type {any} */ event) => setEmail(event.target.value)} /></label>
    <div><${Button} class="line" busy=${asking.busy} onClick=${() => asking.run()}><${Icon} name="people" size=${16} />${t.preview.show}<//></div>
    <${TurnLine} turn=${asking} />
    <div role="status">${seen && html`<div class="card seen-as"><${Seen} seen=${seen} /></div>`}</div>
  </div>`;
}
