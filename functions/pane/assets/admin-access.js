/** Who may use the app, and which tabs they get. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { Check, DocumentPage, Lines, Part, replaced, Select, Text, useDocument, without } from "./admin-parts.js";
import { Button, Icon } from "./elements.js";
import { useLatest, useResource } from "./hooks.js";
import { Cards } from "./signin-steps.js";
import { t } from "./strings-admin.js";
import { ReadLine, TurnLine, useActionInTurn } from "./turn.js";

/** @import {Editing, Group, Mode, PageProps, Policy, TabOff} from "./admin-model" */
/** @import {Kind, TabName} from "./model" */

const LICENSES = Object.keys(t.licences);
/** @type {TabName[]} */
const TABS = ["summary", "timeline", "people", "scorecard", "attributes"];
/** @type {Kind[]} */
const KINDS = ["company", "relationship"];
/** @type {Mode[]} */
const MODES = ["licensed", "license_kinds", "listed", "pilot"];

/** @param {{chosen: string[], onChange: (chosen: string[]) => void, legend: string}} props */
const Licences = ({ chosen, onChange, legend }) => html`<fieldset class="several"><legend class="muted small">${legend}</legend>
  ${LICENSES.map((name) => html`<${Check} key=${name} label=${t.licences[name]} checked=${chosen.includes(name)}
    onChange=${(/** @type {boolean} */ on) => onChange(LICENSES.filter((one) => (one === name ? on : chosen.includes(one))))} />`)}
</fieldset>`;

/** Reads a pilot list out of a file; nothing is saved yet. @param {{tenant: string, onRead: (users: string[]) => void}} props */
function CsvFile({ tenant, onRead }) {
  const [said, setSaid] = useState(/** @type {string[]} */ ([]));
  const take = useLatest(onRead);
  const reading = useActionInTurn(async (signal, /** @type {File} */ file) => {
    const answer = await admin.pilot(tenant, await file.text());
    if (signal.aborted) return;
    take(answer.users);
    setSaid([t.access.read(answer.users.length), ...answer.refused.slice(0, 5).map((one) => t.access.refused(one.line, one.reason))]);
  });
  return html`<label class="field"><span>${t.access.csv}</span><input type="file" accept=".csv,text/csv,text/plain"
      onChange=${(/** @type {any} */ event) => event.target.files[0] && reading.run(event.target.files[0])} /></label>
    <div role="status">${said.map((line) => html`<p class="small">${line}</p>`)}</div>
    <${TurnLine} turn=${reading} />`;
}

/** @param {PageProps} props */
export function Access(props) {
  const edited = useDocument("policy", props);
  const content = () => {
    const { draft, set, at } = /** @type {Editing<Policy>} */ (edited.editing);
    const { admission } = draft;
    const change = (/** @type {Partial<Policy["admission"]>} */ part) => set({ admission: { ...admission, ...part } });
    const options = MODES.map((id) => ({ id, label: t.access.modes[id][0], explanation: t.access.modes[id][1] }));
    return html`<${Check} label=${t.access.enabled} hint=${t.access.enabledHint} checked=${draft.enabled} onChange=${(/** @type {boolean} */ enabled) => set({ enabled })} />
      <${Part} title=${t.access.mode}>
        <${Cards} name="mode" legend=${t.access.mode} options=${options} chosen=${admission.mode} onChoose=${(/** @type {Mode} */ mode) => change({ mode })} error=${at("admission.mode")} />
        ${admission.mode === "license_kinds" && html`<${Licences} legend=${t.access.kinds} chosen=${admission.license_kinds} onChange=${(/** @type {string[]} */ kinds) => change({ license_kinds: kinds })} />`}
        ${(admission.mode === "listed" || at("admission.listed")) && html`<${Lines} label=${t.access.listed} hint=${t.access.emails} value=${admission.listed} error=${at("admission.listed")} onChange=${(/** @type {string[]} */ listed) => change({ listed })} />`}
        ${(admission.mode === "pilot" || at("admission.pilot")) && html`<${Lines} label=${t.access.pilot} hint=${t.access.emails} value=${admission.pilot} error=${at("admission.pilot")} onChange=${(/** @type {string[]} */ pilot) => change({ pilot })} />
          <${CsvFile} tenant=${props.tenant} onRead=${(/** @type {string[]} */ pilot) => change({ pilot })} />`}
      <//>
      <${Lines} label=${t.access.admins} hint=${t.access.emails} value=${draft.admins} error=${at("admins")} onChange=${(/** @type {string[]} */ admins) => set({ admins })} />`;
  };
  return html`<${DocumentPage} edited=${edited}>${content}<//>`;
}

/** @param {TabOff} rule */
const isGeneral = ({ type, group }) => type === "*" && group === null;

/** On or off for everybody, a line per tab and kind. @param {{editing: Editing<Policy>}} props */
const Grid = ({ editing: { draft, set } }) => html`<${Part} title=${t.tabRules.grid}><p class="muted small">${t.tabRules.gridHint}</p>
  ${KINDS.map((kind) => html`<fieldset class="several" key=${kind}><legend>${t.kinds[kind]}</legend>
    ${TABS.map((tab) => {
      const at = draft.tabs_off.findIndex((rule) => rule.tab === tab && rule.kind === kind && isGeneral(rule));
      const change = (/** @type {boolean} */ on) => set({ tabs_off: on
        ? without(draft.tabs_off, at)
        : [...draft.tabs_off, { tab, kind, type: "*", group: null, reason: "" }] });
      return html`<${Check} key=${tab} label=${t.tabs[tab]} checked=${at < 0} onChange=${change} />
        ${at >= 0 && html`<${Text} label=${`${t.tabRules.why}: ${t.tabs[tab]}`} value=${draft.tabs_off[at].reason} maxlength="200"
          onInput=${(/** @type {string} */ reason) => set({ tabs_off: replaced(draft.tabs_off, at, { ...draft.tabs_off[at], reason }) })} />`}`;
    })}
  </fieldset>`)}<//>`;

/** @param {{editing: Editing<Policy>, types: {id: string, label: string}[]}} props */
function Finer({ editing: { draft, set, at }, types }) {
  const [rule, setRule] = useState(/** @type {TabOff} */ ({ tab: "timeline", kind: "relationship", type: "*", group: null, reason: "" }));
  const change = (/** @type {Partial<TabOff>} */ part) => setRule({ ...rule, ...part });
  const label = (/** @type {TabOff} */ { tab, kind, type, group }) => t.tabRules.rule(t.tabs[tab], t.kinds[kind],
    type === "*" ? "" : (types.find((one) => one.id === type)?.label ?? type), group ?? t.admin.all);
  const rules = draft.tabs_off.map((one, n) => ({ one, n })).filter(({ one }) => !isGeneral(one));
  return html`<${Part} title=${t.tabRules.finer}><p class="muted small">${t.tabRules.finerHint}</p>
    ${rules.length > 0 && html`<ul class="plain lines">${rules.map(({ one, n }) => html`<li class="row" key=${n}>
      <span class="grow wrap">${label(one)}${one.reason && html`<span class="muted small wrap">${one.reason}</span>`}</span>
      <button type="button" class="tool" aria-label=${`${t.admin.remove}: ${label(one)}`} onClick=${() => set({ tabs_off: without(draft.tabs_off, n) })}><${Icon} name="close" size=${16} /></button></li>`)}</ul>`}
    <details><summary>${t.tabRules.addRule}</summary><div class="admin-page">
      <${Select} label=${t.tabRules.tab} value=${rule.tab} options=${TABS.map((one) => [one, t.tabs[one]])} onChange=${(/** @type {TabName} */ tab) => change({ tab })} />
      <${Select} label=${t.admin.kind} value=${rule.kind} options=${KINDS.map((one) => [one, t.kinds[one]])} onChange=${(/** @type {Kind} */ kind) => change({ kind, type: "*" })} />
      ${rule.kind === "relationship" && html`<${Select} label=${t.tabRules.type} value=${rule.type} options=${[["*", t.tabRules.anyType], ...types.map((one) => [one.id, one.label])]} onChange=${(/** @type {string} */ type) => change({ type })} />`}
      <${Select} label=${t.tabRules.group} value=${rule.group ?? ""} options=${[["", t.admin.all], ...draft.groups.map((one) => [one.name, one.name])]} onChange=${(/** @type {string} */ group) => change({ group: group || null })} />
      <${Text} label=${t.tabRules.why} value=${rule.reason} maxlength="200" onInput=${(/** @type {string} */ reason) => change({ reason })} />
      <div><${Button} class="line" onClick=${() => set({ tabs_off: [...draft.tabs_off, rule] })}>${t.admin.add}<//></div>
    </div></details>
    ${at("tabs_off") && html`<p class="bad-text small" role="alert">${at("tabs_off")}</p>`}<//>`;
}

/** @param {{editing: Editing<Policy>}} props */
const Groups = ({ editing: { draft, set, at } }) => html`<${Part} title=${t.tabRules.groups}>
  ${draft.groups.map((group, n) => {
    const change = (/** @type {Partial<Group>} */ part) => set({ groups: replaced(draft.groups, n, { ...group, ...part }) });
    return html`<div class="card admin-page" key=${n}>
      <${Text} label=${t.tabRules.name} value=${group.name} error=${at(`groups.${n}`)} onInput=${(/** @type {string} */ name) => change({ name })} />
      <${Lines} label=${t.tabRules.people} hint="" value=${group.users} onChange=${(/** @type {string[]} */ users) => change({ users })} />
      <${Licences} legend=${t.tabRules.licences} chosen=${group.licenses} onChange=${(/** @type {string[]} */ licenses) => change({ licenses })} />
      <div><${Button} class="quiet small" onClick=${() => set({ groups: without(draft.groups, n) })}>${t.admin.remove}<//></div></div>`;
  })}
  <div><${Button} class="line" onClick=${() => set({ groups: [...draft.groups, { name: "", users: [], licenses: [] }] })}>${t.tabRules.addGroup}<//></div><//>`;

/** @param {PageProps} props */
export function Tabs(props) {
  const edited = useDocument("policy", props);
  const described = useResource(`${props.tenant} types`, (signal) => admin.choices(props.tenant, "relationship", signal));
  const content = () => {
    const editing = /** @type {Editing<Policy>} */ (edited.editing);
    return html`<${Grid} editing=${editing} /><${ReadLine} of=${described} /><${Finer} editing=${editing} types=${described.data?.relationship_types ?? []} /><${Groups} editing=${editing} />`;
  };
  return html`<${DocumentPage} edited=${edited}>${content}<//>`;
}
