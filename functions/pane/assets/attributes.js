/** The Attributes tab: fields in groups, edited in place, saved together. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { call, keyOf } from "./api.js";
import { bare, Control, saidOf } from "./control.js";
import { Button, Icon, ProblemLine, Veil } from "./elements.js";
import { Value, covered } from "./fields.js";
import { usePane } from "./hooks.js";
import { forgetSections, useSection } from "./section.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";
import { pressed, QueuedLine, useTurn } from "./turn.js";

/** @import {ApiError} from "./api.js" */
/** @import {Customer} from "./model" */
/** @import {Children, Kept, TabProps} from "./props" */
/** @import {Attribute, Attributes as Data, Change, Changed, Conflict} from "./attributes-model" */

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

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

/** @typedef {Change & {label?: string}} Edit `label` names what a lookup's value points to */

const LONG = 60;
/** @param {string} markup sanitised by the server */
const plainText = (markup) => new DOMParser().parseFromString(markup, "text/html").body.textContent ?? "";

/** A value in a sentence. @param {Attribute} field @param {Attribute["value"]} value */
function words(field, value) {
  const text = field.type === "rich_text" ? plainText(String(value ?? "")) : format.text({ ...field, value });
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text || t.notSet;
}

const BAR = ".save-bar button:last-of-type";
/** @param {string} name */
const control = (name) => `[data-field="${name}"] .value :is(input, select, textarea, [contenteditable])`;
/** @param {string} name */
const opener = (name) => `[data-field="${name}"] > button`;

/** Moves the focus to what stands in for the button that had it, once that is gone. @param {{current: HTMLElement | null}} box @returns {(selector: string) => void} */
function useHeir(box) {
  const heir = useRef("");
  useLayoutEffect(() => {
    const found = heir.current && document.activeElement === document.body && box.current?.querySelector(heir.current);
    if (!found) return;
    heir.current = "";
    /** @type {HTMLElement} */ (found).focus();
  });
  return (selector) => {
    heir.current = selector;
  };
}

/** Tells in place why a field cannot be edited. @param {{field: Attribute}} props */
function Lock({ field: { label, reason } }) {
  const [open, setOpen] = useState(false);
  return html`<button type="button" class="tool small" aria-label=${t.attributes.locked(label)} title=${reason ?? ""} aria-expanded=${String(open)}
      onClick=${() => setOpen(!open)}><${Icon} name="lock" size=${14} /></button>
    ${open && html`<p class="muted small why">${reason}</p>`}`;
}

/** @param {{field: Attribute, said: string | null, edit: Edit | undefined, error: string | undefined, clash: Children, tenant: string, onEdit: (value: any, label?: string) => void, onStart: () => void, onDrop: () => void}} props */
function Line({ field, said, edit, error, clash, tenant, onEdit, onStart, onDrop }) {
  const name = html`<span class="name" dir="auto">${field.label}${field.required && html` <span class="bad-text" aria-hidden="true">*</span>`}</span>`;
  if (!edit) {
    const start = (/** @type {any} */ event) => !event.target.closest("a, button") && onStart();
    return html`<div class=${`line-field ${field.editable ? "can" : ""}`} data-field=${field.name} onClick=${field.editable ? start : undefined}>
      <div class="pair">${name}<div class="value"><${Veil} when=${covered(field)}><${Value} field=${field} /><//></div></div>
      ${field.editable
        ? html`<button type="button" class="tool small" aria-label=${t.attributes.editField(field.label)} onClick=${onStart}><${Icon} name="note" size=${16} /></button>`
        : field.reason !== said && html`<${Lock} field=${field} />`}</div>`;
  }
  return html`<div key="open" class="line-field open" data-field=${field.name}><div class="row">${name}<span class="grow"></span>
      <button type="button" class="tool small" aria-label=${t.attributes.undoField(field.label)} onClick=${onDrop}><${Icon} name="close" size=${16} /></button></div>
    <div class="value"><${Control} field=${field} value=${edit.value} label=${edit.label} invalid=${Boolean(error)} tenant=${tenant} onChange=${onEdit} />
      ${error && html`<p class="bad-text small refused" role="alert" id=${saidOf(field)}>${error}</p>`}${clash}</div></div>`;
}

/** Somebody else's change meanwhile, and the two ways out. @param {{conflict: Conflict, field: Attribute, label: string | undefined, onTheirs: () => void, onMine: () => void}} props */
function Clash({ conflict, field, label, onTheirs, onMine }) {
  const [now, yours] = [words(field, conflict.now), label ?? words(field, conflict.yours)];
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.scrollIntoView({ block: "center" }), [conflict]);
  return html`<div class="notice clash" role="alert" ref=${box}><b>${t.attributes.now(conflict.label, now)}</b> ${t.attributes.chose(yours)}
    ${(conflict.at || conflict.by) && html`<p class="muted small">${t.attributes.changedBy(conflict.at ? format.clock(conflict.at) : "", conflict.by ?? "")}</p>`}
    <div class="ways"><${Button} class="line small" onClick=${onMine}>${t.attributes.set(yours)}<//>
      <${Button} class="line small" onClick=${onTheirs}>${t.attributes.leave(now)}<//></div></div>`;
}

/**
 * What is being edited, and sending it.
 * @param {Customer} customer
 * @param {Kept} kept where it survives other tabs
 * @param {(answer: Changed) => void} onSaved
 */
function useEdits(customer, kept, onSaved) {
  const [edits, setEdits] = useState(/** @type {Record<string, Edit>} */ (kept.edits ?? {}));
  useEffect(() => {
    kept.edits = edits;
  }, [edits]);
  const [undo, setUndo] = useState(/** @type {Change[] | null} */ (null));
  const { announce } = usePane();
  const changes = changed(edits);
  /** @param {Changed} answer @param {Change[]} wanted @returns {(was: Record<string, Edit>) => Record<string, Edit>} */
  const rest = (answer, wanted) => {
    const sent = new Map(wanted.map(({ name, value }) => [name, value]));
    const now = new Map(answer.fields.map(({ name, value }) => [name, value]));
    return (was) => Object.fromEntries(Object.entries(was) // what was typed on meanwhile stays
      .filter(([name, { value, seen }]) => (sent.has(name) ? !same(value, sent.get(name)) : !same(value, bare(seen))))
      .map(([name, edit]) => [name, now.has(name) ? { ...edit, seen: now.get(name) ?? null } : edit]));
  };
  const press = `${keyOf(customer)} attributes`;
  const send = useTurn(press, {
    /** @param {{wanted: Change[], back?: boolean}} press back: it is what was there before the last save @returns {Promise<Changed>} */
    send: ({ wanted }) => call("PATCH", `c360/${keyOf(customer)}/attributes`, { body: { changes: wanted.map(({ name, value, seen }) => ({ name, value, seen })) } }),
    done: (answer, { wanted }) => {
      kept.saved = noted(kept.saved, answer.fields, wanted);
      kept.edits = rest(answer, wanted)(kept.edits ?? {}); // another tab may be open by now
      forgetSections();
      announce(t.attributes.saved);
    },
    after: (answer, { wanted, back }) => {
      const before = (/** @type {string} */ name) => bare(wanted.find((one) => one.name === name)?.seen ?? null);
      setUndo(back ? null : answer.fields.map((field) => ({ name: field.name, seen: field.value, field, value: before(field.name) })));
      setEdits(rest(answer, wanted));
      onSaved(answer);
    },
    holds: ({ wanted }) => wanted.every(({ name, value }) => edits[name] && same(edits[name].value, value)),
  });
  const sent = /** @type {Change[]} */ (pressed(press)?.[0].wanted ?? []);
  const stands = (/** @type {string} */ name) => sent.some((one) => one.name === name && same(one.value, edits[name]?.value));
  const refused = Object.fromEntries(Object.entries(send.error?.fields ?? {}).filter(([name]) => stands(name)));
  /** @param {Edit} change */
  const put = (change) => setEdits((was) => ({ ...was, [change.name]: change }));
  /** @param {string} name */
  const drop = (name) => setEdits((was) => Object.fromEntries(Object.entries(was).filter(([one]) => one !== name)));
  return { edits, changes, send, refused, put, drop, clear: () => setEdits({}), undo, forget: () => setUndo(null) };
}

/** @param {{editing: ReturnType<typeof useEdits>, onLeave: (selector: string) => void}} props */
function Bar({ editing, onLeave }) {
  const { changes, send, put, clear, undo, forget } = editing;
  if (changes.length > 0) {
    const takeBack = () => {
      onLeave(opener(changes[0].name));
      send.cancel();
      clear();
    };
    const save = () => {
      onLeave(BAR);
      send.run({ wanted: changes });
    };
    return html`<div class="save-bar"><${QueuedLine} turn=${send} /><span class="muted small grow">${t.attributes.changes(changes.length)}</span>
      <${Button} class="line" onClick=${takeBack}>${t.attributes.undo}<//>
      <${Button} busy=${send.busy} onClick=${save}>${t.timeline.save}<//></div>`;
  }
  if (!undo) return null;
  const revert = () => {
    onLeave(opener(undo[0].name));
    forget();
    undo.forEach(put); // so that a conflict or a refusal finds its field
    send.run({ wanted: undo, back: true });
  };
  return html`<div class="save-bar"><span class="grow" role="status">${t.attributes.saved}</span>
    <${Button} class="quiet" busy=${send.busy} onClick=${revert}>${t.attributes.undo}<//></div>`;
}

/** @param {ApiError | null} error @returns {Conflict[]} */
const conflictsOf = (error) => (error?.code === "conflict" ? (error.details.conflicts ?? []) : []);

/** What could not be saved and does not stand beside a field. @param {{error: ApiError, edits: Record<string, Edit>}} props */
function Elsewhere({ error, edits }) {
  const here = Object.keys(error.fields).filter((name) => edits[name]);
  if (conflictsOf(error).length > 0) return null;
  if (error.code === "validation_failed" && here.length > 0 && here.length === Object.keys(error.fields).length) return null;
  return html`<${ProblemLine} error=${error} />`;
}

/** @param {TabProps} props */
export default function Attributes(props) {
  const { customer } = props;
  const { section, error, reload } = useSection("attributes", props);
  const [saved, setSaved] = useState(/** @type {Record<string, Attribute>} */ ({}));
  const editing = useEdits(customer, props.kept, ({ fields }) => {
    if (fields.length === 0) reload(); // it was written and could not be read back
    setSaved((was) => ({ ...was, ...Object.fromEntries(fields.map((field) => [field.name, field])) }));
  });
  const { edits, send, refused, put, drop } = editing;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const moveTo = useHeir(box);
  useEffect(() => setSaved({}), [section?.as_of]);
  useEffect(() => box.current?.querySelector(".refused")?.scrollIntoView({ block: "center" }), [send.error]);
  const data = /** @type {Data | undefined} */ (section?.data);
  if (!section) return error ? null : html`<p class="muted" aria-busy="true">${t.loading}</p>`;
  if (!data) return html`<div class="empty"><h2>${t.attributes.absent}</h2><p class="muted">${section.error?.message}</p></div>`;
  const conflicts = conflictsOf(send.error);
  /** @param {Attribute} field */
  const clash = (field) => {
    const { name } = field;
    const one = conflicts.find((conflict) => conflict.name === name && edits[name]);
    if (!one) return null;
    const theirs = () => {
      setSaved((was) => ({ ...was, [name]: { ...(was[name] ?? field), value: one.now } }));
      forgetSections();
      moveTo(opener(name));
      drop(name);
    };
    const mine = () => {
      const change = { ...edits[name], seen: one.now };
      moveTo(BAR);
      put(change); // another conflict at the same time is settled after this one
      send.run({ wanted: editing.changes.map((other) => (other.name === name ? change : other)) });
    };
    return html`<${Clash} conflict=${one} field=${field} label=${edits[name].label} onTheirs=${theirs} onMine=${mine} />`;
  };
  const line = (/** @type {Attribute} */ field) => {
    const { name, value } = saved[field.name] ?? field;
    return html`<${Line} key=${name} field=${saved[name] ?? field} said=${data.reason} edit=${edits[name]} error=${refused[name]} clash=${clash(field)} tenant=${customer.tenant}
      onStart=${() => {
        moveTo(control(name));
        put({ name, value: bare(value), seen: value, field });
      }} onDrop=${() => {
        moveTo(opener(name));
        drop(name);
      }}
      onEdit=${(/** @type {any} */ typed, /** @type {string | undefined} */ label) => put({ name, value: typed, seen: edits[name]?.seen ?? value, label, field })} />`;
  };
  const stay = () => moveTo(""); // whoever goes elsewhere themselves is left there
  return html`<div class="attributes" ref=${box} onFocusIn=${stay} onPointerDown=${stay}>
    ${!data.can_edit && data.reason && html`<p class="notice plain">${data.reason}</p>`}
    ${data.groups.map((group) => html`<section key=${group.name}><h2>${group.name}</h2>${group.fields.map(line)}</section>`)}
    ${send.error && html`<${Elsewhere} error=${send.error} edits=${edits} />`}
    <${Bar} editing=${editing} onLeave=${moveTo} />
  </div>`;
}
