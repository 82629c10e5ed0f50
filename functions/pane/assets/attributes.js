/** The Attributes tab: fields in groups, edited in place, saved together. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { call, keyOf } from "./api.js";
import { bare, Control } from "./control.js";
import { Button, Icon, ProblemLine, Veil } from "./elements.js";
import { Value, covered } from "./fields.js";
import { useAction, usePane } from "./hooks.js";
import { useSection } from "./section.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";

/** @import {Children, Kept, TabProps} from "./props" */
/** @import {Attribute, Attributes as Data, Change, Changed, Conflict} from "./attributes-model" */

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What is to be sent of what was edited. @param {Record<string, Change>} edits */
export const changed = (edits) => Object.values(edits).filter(({ value, seen }) => !same(value, bare(seen)));

/** Notes what was saved, beside what it was first; what is as before is no change. @param {Kept["saved"]} saved @param {Attribute[]} fields @param {Change[]} sent */
export function noted(saved = {}, fields, sent) {
  const all = { ...saved };
  for (const now of fields) {
    const seen = sent.find(({ name }) => name === now.name)?.seen ?? null;
    const before = saved[now.name]?.before ?? { ...now, value: seen };
    if (same(before.value, now.value)) delete all[now.name];
    else all[now.name] = { before, now };
  }
  return all;
}

/** @param {{field: Attribute, edit: {value: any} | undefined, error: string | undefined, clash: Children, tenant: string, onEdit: (value: any) => void, onStart: () => void}} props */
function Line({ field, edit, error, clash, tenant, onEdit, onStart }) {
  return html`<div class=${`line-field ${edit ? "open" : ""}`}>
    <span class="name" dir="auto">${field.label}${field.required && html` <span class="bad-text" aria-hidden="true">*</span>`}</span>
    <div class="value">${edit
      ? html`<${Control} field=${field} value=${edit.value} invalid=${Boolean(error)} tenant=${tenant} onChange=${onEdit} />`
      : html`<${Veil} when=${covered(field)}><${Value} field=${field} /><//>`}
      ${error && html`<p class="bad-text small" role="alert">${error}</p>`}
      ${clash}</div>
    ${!edit && field.editable && html`<button type="button" class="tool small" aria-label=${t.attributes.editField(field.label)} onClick=${onStart}><${Icon} name="note" size=${16} /></button>`}
    ${!field.editable && html`<span class="lock" title=${field.reason ?? ""}><${Icon} name="lock" size=${14} /><span class="sr">${field.reason}</span></span>`}
  </div>`;
}

/** Somebody else's change meanwhile, and the two ways out. @param {{conflict: Conflict, onTheirs: () => void, onMine: () => void}} props */
function Clash({ conflict, onTheirs, onMine }) {
  const shown = (/** @type {Conflict["now"]} */ value) =>
    format.text({ name: conflict.name, label: conflict.label, type: conflict.type, value, sensitive: false }) || t.notSet;
  const [now, yours] = [shown(conflict.now), shown(conflict.yours)];
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.scrollIntoView({ block: "center" }), [conflict]);
  return html`<div class="notice" role="alert" ref=${box}><b>${t.attributes.now(conflict.label, now)}</b> ${t.attributes.chose(yours)}
    <p class="muted small">${t.attributes.changedBy(conflict.at ? format.clock(conflict.at) : "", conflict.by ?? "")}</p>
    <div class="row"><${Button} class="line small" onClick=${onMine}>${t.attributes.set(yours)}<//>
      <${Button} class="line small" onClick=${onTheirs}>${t.attributes.leave(now)}<//></div></div>`;
}

/**
 * What is being edited, and sending it.
 * @param {Parameters<typeof keyOf>[0]} customer
 * @param {() => void} reload
 * @param {Kept} kept where it survives other tabs
 */
function useEdits(customer, reload, kept) {
  const [edits, setEdits] = useState(/** @type {Record<string, Change>} */ (kept.edits ?? {}));
  useEffect(() => {
    kept.edits = edits;
  }, [edits]);
  const [undo, setUndo] = useState(/** @type {Change[] | null} */ (null));
  const { announce } = usePane();
  const changes = changed(edits);
  const send = useAction(async (_signal, /** @type {Change[]} */ wanted) => {
    /** @type {Changed} */
    const answer = await call("PATCH", `c360/${keyOf(customer)}/attributes`, { body: { changes: wanted.map(({ name, value, seen }) => ({ name, value, seen })) } });
    const back = answer.fields.map((field) => ({ name: field.name, seen: field.value, field, value: bare(wanted.find(({ name }) => name === field.name)?.seen ?? null) }));
    kept.saved = noted(kept.saved, answer.fields, wanted);
    setUndo(back);
    setEdits({});
    announce(t.attributes.saved);
    reload();
  });
  /** @param {Change} change */
  const put = (change) => setEdits((was) => ({ ...was, [change.name]: change }));
  /** @param {string} name */
  const drop = (name) => setEdits((was) => Object.fromEntries(Object.entries(was).filter(([one]) => one !== name)));
  return { edits, changes, send, put, drop, clear: () => setEdits({}), undo, forget: () => setUndo(null) };
}

/** @param {{editing: ReturnType<typeof useEdits>}} props */
function Bar({ editing }) {
  const { changes, send, clear, undo, forget } = editing;
  if (changes.length > 0) {
    return html`<div class="save-bar"><span class="muted small grow">${t.attributes.changes(changes.length)}</span>
      <${Button} class="line" onClick=${clear}>${t.attributes.undo}<//>
      <${Button} busy=${send.busy} onClick=${() => send.run(changes)}>${t.timeline.save}<//></div>`;
  }
  if (!undo) return null;
  const revert = async () => {
    forget();
    await send.run(undo);
    forget();
  };
  return html`<div class="save-bar"><span class="grow" role="status">${t.attributes.saved}</span>
    <${Button} class="quiet" busy=${send.busy} onClick=${revert}>${t.attributes.undo}<//></div>`;
}

/** @param {TabProps} props */
export default function Attributes(props) {
  const { customer } = props;
  const { section, error, reload } = useSection("attributes", props);
  const editing = useEdits(customer, reload, props.kept);
  const data = /** @type {Data | undefined} */ (section?.data);
  if (!section) return error ? null : html`<p class="muted" aria-busy="true">${t.loading}</p>`;
  if (!data) return html`<div class="empty"><h2>${t.attributes.absent}</h2><p class="muted">${section.error?.message}</p></div>`;
  const { edits, send, put, drop } = editing;
  const conflicts = /** @type {Conflict[]} */ (send.error?.code === "conflict" ? send.error.details.conflicts : []);
  const refused = send.error?.fields ?? {};
  /** @param {string} name */
  const clash = (name) => {
    const one = conflicts.find((conflict) => conflict.name === name && edits[name]);
    return one && html`<${Clash} conflict=${one} onTheirs=${() => drop(name)}
      onMine=${() => send.run(editing.changes.map((change) => (change.name === name ? { ...change, seen: one.now } : change)))} />`;
  };
  return html`<div class="attributes">
    ${!data.can_edit && data.reason && html`<p class="notice plain">${data.reason}</p>`}
    ${data.groups.map((group) => html`<section key=${group.name}><h2>${group.name}</h2>
      ${group.fields.map((field) => html`<${Line} key=${field.name} field=${field} edit=${edits[field.name]} error=${refused[field.name]} clash=${clash(field.name)} tenant=${customer.tenant}
        onStart=${() => put({ name: field.name, value: bare(field.value), seen: field.value, field })}
        onEdit=${(/** @type {any} */ value) => put({ name: field.name, value, seen: edits[field.name]?.seen ?? field.value, field })} />`)}
    </section>`)}
    ${send.error && conflicts.length === 0 && html`<${ProblemLine} error=${send.error} />`}
    <${Bar} editing=${editing} />
  </div>`;
}
