/** Adding people to the customer, several at once; whom Gainsight knows is linked. Reports for each. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import { Button } from "./elements.js";
import { useFocus, usePane } from "./hooks.js";
import * as api from "./people-api.js";
import { t } from "./strings-people.js";
import { pressed, TurnLine, useTurn } from "./turn.js";

/** @import {Customer} from "./model" */
/** @import {NewPerson, Participant, Result, Sync} from "./people-model" */

/** @typedef {NewPerson & {chosen: boolean}} Line */

/** What is known of somebody already. @param {Participant} one @param {Customer} customer @returns {Line} */
export function lineOf(one, customer) {
  const known = one.people.find(({ tenant }) => tenant === customer.tenant);
  return {
    chosen: true, participant_id: one.id, name: known?.name ?? one.name, email: one.email ?? "", title: known?.title ?? "", role: "",
    primary: !known && customer.kind === "company", ...known ? { person_id: known.person_id } : {},
  };
}

/** Only what was filled in. @param {Line} line @returns {NewPerson} */
export const filled = ({ participant_id, name, email, title, role, primary, person_id }) => ({
  participant_id, name: name.trim(), primary, ...email?.trim() ? { email: email.trim() } : {}, ...title?.trim() ? { title: title.trim() } : {},
  ...role ? { role } : {}, ...person_id ? { person_id } : {},
});

/** @typedef {{line: Line, roles: Sync["roles"][string], company: boolean, refused: Record<string, string>, onChange: (line: Line) => void}} FieldsProps */

/** What there is to fill in for one person. @param {FieldsProps} props */
function Fields({ line, roles, company, refused, onChange }) {
  /** @param {keyof Line} name */
  const set = (name) => (/** @type {any} */ event) => onChange({ ...line, [name]: event.currentTarget.value });
  return html`${line.person_id
    ? html`<p class="muted small">${t.people.knownAlready}</p>`
    : html`<label>${t.people.name}<input value=${line.name} maxlength="320" dir="auto" required onInput=${set("name")} /></label>
      <label>${t.people.email}<input type="email" value=${line.email} aria-invalid=${refused.email ? "true" : undefined} required onInput=${set("email")} /></label>`}
    <div class="pair-even"><label>${t.people.jobTitle}<input value=${line.title} maxlength="255" dir="auto" onInput=${set("title")} /></label>
      ${roles.length > 0 && html`<label>${t.people.role}<select value=${line.role} onChange=${set("role")}><option value="">${t.people.noRole}</option>
        ${roles.map(({ id, label }) => html`<option key=${id} value=${id}>${label}</option>`)}</select></label>`}</div>
    ${company && html`<label class="row check"><input type="checkbox" checked=${line.primary}
      onChange=${(/** @type {any} */ event) => onChange({ ...line, primary: event.currentTarget.checked })} />${t.people.primary}</label>`}`;
}

/** Why somebody was not taken. @param {{result: Result | undefined}} props */
const Refusal = ({ result }) => result && (result.error
  ? html`<p class="bad-text small" role="alert">${[...new Set([result.error.message, ...Object.values(result.error.fields)])].join(" ")}</p>`
  : html`<p class="notice small" role="status">${t.people.results[result.status]}</p>`);

const DONE = new Set(["added", "linked", "already"]);

/** @param {Omit<FieldsProps, "refused"> & {alone: boolean, result: Result | undefined}} props */
function OneLine({ alone, result, ...props }) {
  const { line, onChange } = props;
  if (result && DONE.has(result.status)) {
    return html`<li class="card row"><b class="grow" dir="auto">${line.name}</b><span class="chip good">${t.people.results[result.status]}</span></li>`;
  }
  return html`<li class="card add-line">
    ${alone ? html`<b dir="auto">${line.name}</b>` : html`<label class="row check"><input type="checkbox" checked=${line.chosen}
      onChange=${(/** @type {any} */ event) => onChange({ ...line, chosen: event.currentTarget.checked })} /><b class="grow" dir="auto">${line.name}</b></label>`}
    ${line.chosen && html`<${Fields} ...${props} refused=${result?.error?.fields ?? {}} />`}
    <${Refusal} result=${result} />
  </li>`;
}

/**
 * The same press again where nothing was changed since and nobody refused: nobody is written twice, lost answers come back.
 * @param {{key: string, people: NewPerson[]}} last @param {NewPerson[]} people @param {Record<string, Result>} results
 */
function pressOf(last, people, results) {
  const statusOf = (/** @type {NewPerson} */ one) => results[one.participant_id]?.status ?? "busy";
  const waiting = last.people.filter((one) => !DONE.has(statusOf(one)));
  const same = JSON.stringify(waiting) === JSON.stringify(people) && people.every((one) => statusOf(one) === "busy");
  return same ? last : { key: crypto.randomUUID(), people };
}

/** @param {Record<string, Result>} before by participant @param {{results: Result[]}} answer @returns {Record<string, Result>} */
const added = (before, { results }) => ({ ...before, ...Object.fromEntries(results.map((one) => [one.participant_id, one])) });

/** @typedef {{key: string, people: NewPerson[], lines: Line[], results: Record<string, Result>, all: Participant[]}} Wish one press, and the form it came from */

/** The name under which adding people waits. @param {Customer} customer */
const addingTo = (customer) => `${keyOf(customer)} add`;

/** What was refused while nobody looked, until somebody does. @type {Map<string, Wish>} */
const unseen = new Map();
addEventListener("left", () => unseen.clear());

/** What was pressed for and is not answered yet, or not told. @param {Customer} customer @returns {Wish | undefined} */
const wishOf = (customer) => pressed(addingTo(customer))?.[0] ?? unseen.get(addingTo(customer));

/** Who is being added, where that waits or was refused unseen. @param {Customer} customer */
export const awaited = (customer) => wishOf(customer)?.all ?? null;

/**
 * @param {{customer: Customer, people: Participant[], roles: Sync["roles"][string], onDone: () => void}} props
 */
export function AddForm({ customer, people, roles, onDone }) {
  const { announce } = usePane();
  const [before] = useState(() => wishOf(customer));
  useEffect(() => void unseen.delete(addingTo(customer)), []);
  const [lines, setLines] = useState(() => before?.lines ?? people.map((one) => lineOf(one, customer)));
  const [results, setResults] = useState(/** @type {Record<string, Result>} */ (before?.results ?? {}));
  const heading = useFocus("add");
  const gone = useRef(false);
  const open = lines.filter(({ participant_id: id, chosen }) => chosen && !DONE.has(results[id]?.status ?? ""));
  const press = useRef({ key: before?.key ?? "", people: before?.people ?? [] });
  const sending = useTurn(addingTo(customer), {
    send: (/** @type {Wish} */ wish) => api.add(wish.key, customer, wish.people),
    done: (answer, wish) => {
      announce(answer.results.map(({ name, status }) => `${name}: ${t.people.results[status]}.`).join(" "));
      if (!gone.current && answer.results.some(({ status }) => !DONE.has(status))) unseen.set(addingTo(customer), { ...wish, results: added(wish.results, answer) });
    },
    after: (answer) => {
      unseen.delete(addingTo(customer));
      setResults(added(results, answer));
      heading.current?.focus();
    },
    holds: (wish) => wish.lines === lines,
  });
  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    if (sending.busy || !open.length) return;
    press.current = pressOf(press.current, open.map(filled), results);
    sending.run({ ...press.current, lines, results, all: people });
  };
  const leave = () => {
    gone.current = true;
    sending.cancel();
    onDone();
  };
  const links = lines.every((line) => line.person_id);
  const some = Object.keys(results).length > 0;
  return html`<form class="people" onSubmit=${send}>
    <h2 class="add-title" tabindex="-1" ref=${heading}>${(links ? t.people.linkTitle : t.people.addTitle)(customer.name)}</h2>
    <ul class="add-lines">${lines.map((line, n) => html`<${OneLine} key=${line.participant_id} line=${line} roles=${roles} company=${customer.kind === "company"} alone=${lines.length === 1}
      result=${results[line.participant_id]} onChange=${(/** @type {Line} */ next) => setLines(lines.with(n, next))} />`)}</ul>
    <${TurnLine} turn=${sending} />
    <div class="row end-row">
      <${Button} class="line" onClick=${leave}>${some ? t.people.done : t.cancel}<//>
      ${open.length > 0 && html`<button type="submit" class="btn" aria-disabled=${sending.busy ? "true" : undefined} aria-busy=${sending.busy ? "true" : undefined}>
        ${sending.busy ? t.loading : (links ? t.people.linkButton : t.people.addButton)(open.length)}</button>`}
    </div>
  </form>`;
}
