/** Which fields the Summary and the Attributes show, in which groups and order. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { Check, DocumentPage, moved, Part, replaced, Select, Text, useDocument, without } from "./admin-parts.js";
import { Button, Icon, Spinner } from "./elements.js";
import { useResource } from "./hooks.js";
import { t } from "./strings-admin.js";
import { ReadLine } from "./turn.js";

/** @import {Editing, FieldChoice, FieldGroup, Layout, PageProps} from "./admin-model" */
/** @import {Kind} from "./model" */

const ALL_CUSTOM = "*custom";

/** @param {{label: string, at: number, of: number, onMove: (by: -1 | 1) => void, onRemove: () => void}} props */
const Order = ({ label, at, of, onMove, onRemove }) => html`
  <button type="button" class="tool" disabled=${at === 0} aria-label=${`${t.admin.up}: ${label}`} onClick=${() => onMove(-1)}><${Icon} name="up" size=${16} /></button>
  <button type="button" class="tool" disabled=${at === of - 1} aria-label=${`${t.admin.down}: ${label}`} onClick=${() => onMove(1)}><${Icon} name="down" size=${16} /></button>
  <button type="button" class="tool" aria-label=${`${t.admin.remove}: ${label}`} onClick=${onRemove}><${Icon} name="close" size=${16} /></button>`;

/**
 * Fields by name, in order. `readOnly` where it matters which may be edited.
 * @param {{names: string[], known: FieldChoice[], used: string[], onChange: (names: string[]) => void, custom?: boolean, title: string,
 *   readOnly?: string[], onReadOnly?: (names: string[]) => void}} props
 */
function FieldList({ names, known, used, onChange, custom, title, readOnly, onReadOnly }) {
  const labelOf = (/** @type {string} */ name) => (name === ALL_CUSTOM ? t.layout.allCustom : (known.find((one) => one.name === name)?.label ?? name));
  /** @type {[string, string][]} */
  const free = known.filter((one) => !used.includes(one.name)).map((one) => [one.name, one.label === one.name ? one.label : `${one.label} (${one.name})`]);
  if (custom && !used.includes(ALL_CUSTOM)) free.unshift([ALL_CUSTOM, t.layout.allCustom]);
  return html`${names.length > 0 && html`<ul class="plain lines">${names.map((name, n) => {
      const editable = name === ALL_CUSTOM || known.find((one) => one.name === name)?.editable;
      return html`<li key=${name}><div class="row"><span class="grow wrap">${labelOf(name)}</span>
        <${Order} label=${labelOf(name)} at=${n} of=${names.length} onMove=${(/** @type {1} */ by) => onChange(moved(names, n, by))} onRemove=${() => onChange(without(names, n))} /></div>
        ${readOnly && (editable
          ? html`<${Check} label=${t.layout.editable} checked=${!readOnly.includes(name)} onChange=${(/** @type {boolean} */ on) => onReadOnly?.(on ? readOnly.filter((one) => one !== name) : [...readOnly, name])} />`
          : html`<p class="muted small">${t.layout.fixed}</p>`)}
      </li>`;
    })}</ul>`}
    <${Select} label=${`${t.layout.addField}: ${title}`} hide value="" options=${[["", t.layout.choose], ...free]} onChange=${(/** @type {string} */ name) => name && onChange([...names, name])} />`;
}

/** @param {{groups: FieldGroup[], known: FieldChoice[], onChange: (groups: FieldGroup[]) => void, editable?: boolean}} props */
function Groups({ groups, known, onChange, editable }) {
  const used = groups.flatMap((group) => group.fields);
  return html`${!groups.length && html`<p class="muted small">${t.layout.empty}</p>`}
    ${groups.map((group, n) => {
      const change = (/** @type {Partial<FieldGroup>} */ part) => onChange(replaced(groups, n, { ...group, ...part }));
      return html`<div class="card admin-page" key=${n}>
        <div class="row group-head"><${Text} label=${t.layout.nameOf(String(n + 1))} value=${group.name} maxlength="60" onInput=${(/** @type {string} */ name) => change({ name })} />
          <${Order} label=${group.name} at=${n} of=${groups.length} onMove=${(/** @type {1} */ by) => onChange(moved(groups, n, by))} onRemove=${() => onChange(without(groups, n))} /></div>
        <${FieldList} names=${group.fields} known=${known} used=${used} custom=${editable} title=${group.name}
          onChange=${(/** @type {string[]} */ fields) => change({ fields, read_only: group.read_only.filter((name) => fields.includes(name)) })}
          readOnly=${editable ? group.read_only : undefined} onReadOnly=${(/** @type {string[]} */ names) => change({ read_only: names })} />
      </div>`;
    })}
    <div><${Button} class="line" onClick=${() => onChange([...groups, { name: groups.length ? t.layout.newGroup : t.layout.keyFacts, fields: [], read_only: [] }])}>${t.layout.addGroup}<//></div>`;
}

/**
 * A page about the layout of one kind of customers, with the fields there are.
 * @param {{page: PageProps, content: (editing: Editing<Layout>, kind: Kind, known: FieldChoice[]) => unknown}} props
 */
function LayoutPage({ page, content }) {
  const edited = useDocument("layout", page);
  const [kind, setKind] = useState(/** @type {Kind} */ ("company"));
  const described = useResource(`${page.tenant} ${kind}`, (signal) => admin.choices(page.tenant, kind, signal));
  const children = () => html`<${Select} label=${t.admin.kind} value=${kind} options=${[["company", t.kinds.company], ["relationship", t.kinds.relationship]]} onChange=${setKind} />
    <${ReadLine} of=${described} />
    ${described.data ? content(/** @type {Editing<Layout>} */ (edited.editing), kind, described.data.fields) : html`<div class="late"><${Spinner} /></div>`}`;
  return html`<${DocumentPage} edited=${edited}>${children}<//>`;
}

/** The Summary's groups; its plain list of fields is one group. @param {Layout} layout @param {Kind} kind @returns {FieldGroup[]} */
function summaryGroups(layout, kind) {
  const groups = layout.summary_groups[kind] ?? [];
  const fields = layout.summary_fields[kind] ?? [];
  return groups.length || !fields.length ? groups : [{ name: t.layout.keyFacts, fields, read_only: [] }];
}

/** @param {PageProps} page */
export const SummaryLayout = (page) => html`<${LayoutPage} page=${page} content=${(/** @type {Editing<Layout>} */ { draft, set, at }, /** @type {Kind} */ kind, /** @type {FieldChoice[]} */ known) => {
  const chips = draft.summary_chips[kind] ?? [];
  const wrong = at(`summary_chips.${kind}`) || at(`summary_groups.${kind}`);
  return html`<${Part} title=${t.layout.chips}><${FieldList} names=${chips} known=${known} used=${chips} title=${t.layout.chips}
      onChange=${(/** @type {string[]} */ names) => set({ summary_chips: { ...draft.summary_chips, [kind]: names } })} /><//>
    <${Part} title=${t.layout.groups}><${Groups} groups=${summaryGroups(draft, kind)} known=${known}
      onChange=${(/** @type {FieldGroup[]} */ groups) => set({ summary_groups: { ...draft.summary_groups, [kind]: groups }, summary_fields: { ...draft.summary_fields, [kind]: groups.flatMap((group) => group.fields) } })} /><//>
    ${wrong && html`<p class="bad-text small" role="alert">${wrong}</p>`}`;
}} />`;

/** @param {PageProps} page */
export const AttributesLayout = (page) => html`<${LayoutPage} page=${page} content=${(/** @type {Editing<Layout>} */ { draft, set, at }, /** @type {Kind} */ kind, /** @type {FieldChoice[]} */ known) => html`
  <${Part} title=${t.layout.groups}><${Groups} groups=${draft.attributes[kind] ?? []} known=${known} editable
    onChange=${(/** @type {FieldGroup[]} */ groups) => set({ attributes: { ...draft.attributes, [kind]: groups } })} /><//>
  ${at(`attributes.${kind}`) && html`<p class="bad-text small" role="alert">${at(`attributes.${kind}`)}</p>`}`} />`;
