/** What the admin's pages are made of: a document being edited, its fields, and the bar that saves it. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { PreviewAs } from "./admin-preview.js";
import { Button, ProblemLine, Spinner } from "./elements.js";
import { useResource } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings-admin.js";
import { QueuedLine, ReadProblem, useActionInTurn } from "./turn.js";

/** @import {Documents, Editing, PageProps, Saved, Subject} from "./admin-model" */
/** @import {Children, Resource} from "./props" */

/** @param {Record<string, string>} fields @param {string} path */
const wrong = (fields, path) => Object.entries(fields).filter(([key]) => key === path || key.startsWith(`${path}.`)).map(([, text]) => text).join(" ");

/**
 * One document, read, changed and saved over the version that was read.
 * @template {Subject} S
 * @param {S} subject @param {PageProps} props
 */
export function useDocument(subject, { tenant, onDirty, onSaved }) {
  /** @typedef {Documents[S]} Document */
  const loaded = useResource(`${tenant} ${subject}`, (signal) => admin.read(tenant, subject, signal));
  const [base, setBase] = useState(/** @type {Saved | null} */ (null));
  const [draft, setDraft] = useState(/** @type {Document | null} */ (null));
  const [saved, setSaved] = useState(false);
  /** @param {Saved} state */
  const adopt = (state) => {
    setBase(state);
    setDraft(/** @type {Document} */ (state[subject]));
  };
  useEffect(() => {
    if (loaded.data) adopt(loaded.data);
  }, [loaded.data]);
  const saving = useActionInTurn(async (_signal, /** @type {number} */ version, /** @type {Document | null} */ document) => {
    adopt(await admin.save(tenant, subject, version, document));
    setSaved(true);
    onSaved();
  }, (_version, document) => document === draft);
  const dirty = !!base && JSON.stringify(base[subject]) !== JSON.stringify(draft);
  useEffect(() => onDirty(dirty), [dirty]);
  const conflict = saving.error?.code === "version_conflict" && dirty;
  const theirs = conflict ? /** @type {Saved} */ (saving.error?.details.current) : null;
  const fields = saving.error?.fields ?? {};
  const editing = base && draft && /** @type {Editing<Document>} */ ({
    tenant, subject, draft, dirty, version: base.version, changed: base.changed, saved: saved && !dirty, busy: saving.busy,
    error: conflict ? null : saving.error, theirs, saving,
    set: (change) => setDraft(/** @param {Document | null} was */ (was) => /** @type {Document} */ ({ ...was, ...change })),
    save: () => saving.run(base.version, draft),
    insist: () => theirs && saving.run(theirs.version, draft),
    revert: () => {
      saving.cancel();
      adopt(base);
    },
    take: () => theirs && adopt(theirs),
    at: (path) => wrong(fields, path),
  });
  return { editing: editing || null, loaded };
}

/** @param {unknown} value @returns {string} */
function plainly(value) {
  if (Array.isArray(value)) return value.map(plainly).join(", ") || t.admin.nothing;
  if (value === null || value === undefined || value === "") return t.admin.nothing;
  if (typeof value === "boolean") return value ? t.yes : t.no;
  if (typeof value === "object") return Object.entries(value).map(([key, one]) => `${key.replaceAll("_", " ")}: ${plainly(one)}`).join("; ") || t.admin.nothing;
  const text = String(value);
  return Object.hasOwn(t.licences, text) ? t.licences[text] : text;
}

/** Both versions of what differs. @param {{editing: Editing<any>}} props */
function Conflict({ editing }) {
  const theirs = /** @type {Record<string, any>} */ (editing.theirs?.[editing.subject] ?? {});
  const keys = Object.keys(editing.draft).filter((key) => JSON.stringify(editing.draft[key]) !== JSON.stringify(theirs[key]));
  return html`<div class="notice conflict" role="alert">
    <p><b>${t.admin.conflict}</b></p>
    <dl>${keys.map((key) => html`<dt>${key.replaceAll("_", " ")}</dt>
      <dd><b>${t.admin.mine}:</b> ${plainly(editing.draft[key])}</dd><dd><b>${t.admin.theirs}:</b> ${plainly(theirs[key])}</dd>`)}</dl>
    <div class="actions end">
      <${Button} class="small line" onClick=${editing.take}>${t.admin.takeTheirs}<//>
      <${Button} class="small" busy=${editing.busy} onClick=${editing.insist}>${t.admin.keepMine}<//>
    </div>
  </div>`;
}

/** Comes into sight when it appears: what went wrong must not wait below the fold. @param {{children?: Children}} props */
function InSight({ children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.scrollIntoView({ block: "center" }), []);
  return html`<div ref=${box}>${children}</div>`;
}

/** A page about one document. @param {{edited: {editing: Editing<any> | null, loaded: Resource<Saved>}, children: () => Children}} props */
export function DocumentPage({ edited, children }) {
  const { editing, loaded } = edited;
  if (loaded.error && !editing) return html`<${ReadProblem} of=${loaded} />`;
  if (!editing) return html`<div class="late"><${Spinner} /></div>`;
  const { changed, dirty, saved } = editing;
  return html`<div class="admin-page">
    ${children()}
    <p class="muted small">${changed ? t.admin.changed(format.dateTime(changed.at)) : t.admin.never}</p>
    <details><summary>${t.preview.drafts}</summary><p class="muted small">${t.preview.draftsHint}</p>
      <${PreviewAs} tenant=${editing.tenant} drafts=${{ [editing.subject]: editing.draft }} /></details>
    ${editing.theirs && html`<${InSight}><${Conflict} editing=${editing} /><//>`}
    ${editing.error && html`<${InSight}><${ProblemLine} error=${editing.error} /><//>`}
    ${(dirty || saved) && html`<div class="save-bar"><${QueuedLine} turn=${editing.saving} />
      <span class=${dirty ? "grow muted" : "grow good-text"} role="status">${dirty ? t.admin.unsaved : t.admin.saved}</span>
      ${dirty && html`<${Button} class="line" onClick=${editing.revert}>${t.admin.revert}<//>`}
      ${dirty && html`<${Button} busy=${editing.busy} onClick=${editing.save}>${t.admin.save}<//>`}
    </div>`}
  </div>`;
}

let count = 0;
const useId = () => useState(() => {
  count += 1;
  return `admin-${count}`;
})[0];

/** @param {{id: string, hint?: string, error?: string}} props */
const Hint = ({ id, hint, error }) => (hint || error) && html`<p id=${id} class=${error ? "bad-text small" : "muted small"} role=${error ? "alert" : undefined}>${error || hint}</p>`;

/** @param {{label: string, hint?: string, error?: string, value: string, type?: string, onInput: (text: string) => void, [rest: string]: any}} props */
export function Text({ label, hint, error, value, type = "text", onInput, ...rest }) {
  const id = useId();
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} type=${type} value=${value} aria-invalid=${error ? "true" : undefined} aria-describedby=${`${id}-hint`}
      onInput=${(/** @type {any} */ event) => onInput(event.target.value)} ...${rest} />
    <${Hint} id=${`${id}-hint`} hint=${hint} error=${error} /></div>`;
}

/** A list, one per line. Kept as typed until the field is left. @param {{label: string, hint?: string, error?: string, value: string[], onChange: (lines: string[]) => void, rows?: number}} props */
export function Lines({ label, hint = t.admin.onePerLine, error, value, onChange, rows = 3 }) {
  const id = useId();
  const [text, setText] = useState(value.join("\n"));
  const clean = (/** @type {string} */ typed) => typed.split("\n").map((line) => line.trim()).filter(Boolean);
  useEffect(() => {
    if (JSON.stringify(clean(text)) !== JSON.stringify(value)) setText(value.join("\n"));
  }, [value]);
  return html`<div class="field"><label for=${id}>${label}</label>
    <textarea id=${id} rows=${Math.min(10, Math.max(rows, value.length + 1))} spellcheck=${false} autocapitalize="off" value=${text} aria-invalid=${error ? "true" : undefined}
      aria-describedby=${`${id}-hint`} onInput=${(/** @type {any} */ event) => {
        setText(event.target.value);
        onChange(clean(event.target.value));
      }}></textarea>
    <${Hint} id=${`${id}-hint`} hint=${hint} error=${error} /></div>`;
}

/** @param {{label: string, hint?: string, checked: boolean, onChange: (on: boolean) => void, disabled?: boolean}} props */
export const Check = ({ label, hint, checked, onChange, disabled }) => html`<label class="check"><input type="checkbox" checked=${checked} disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onChange(event.target.checked)} />
  <span>${label}${hint && html`<span class="muted small wrap">${hint}</span>`}</span></label>`;

/** @param {{label: string, value: string, options: [string, string][], onChange: (value: string) => void, hide?: boolean}} props */
export function Select({ label, value, options, onChange, hide }) {
  const id = useId();
  return html`<div class="field"><label for=${id} class=${hide ? "sr" : ""}>${label}</label>
    <select id=${id} value=${value} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
      ${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}
    </select></div>`;
}

/** @param {{title: string, children?: Children}} props */
export const Part = ({ title, children }) => html`<section class="part"><h2>${title}</h2>${children}</section>`;

/** A list without one of its items. @template T @param {T[]} list @param {number} at */
export const without = (list, at) => list.filter((_, n) => n !== at);
/** A list with one item changed. @template T @param {T[]} list @param {number} at @param {T} item */
export const replaced = (list, at, item) => list.map((one, n) => (n === at ? item : one));
/** A list with one item a place up or down. @template T @param {T[]} list @param {number} at @param {-1 | 1} by */
export function moved(list, at, by) {
  const copy = [...list];
  [copy[at], copy[at + by]] = [copy[at + by], copy[at]];
  return copy;
}
