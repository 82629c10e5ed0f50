/** The Scorecard tab: overall score, its history, groups and measures; manual measures can be set. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Dot } from "./dot.js";
import { Icon, Veil } from "./elements.js";
import { useListener, usePane, useVisible } from "./hooks.js";
import { cardOf, Opened, pressOf, Settings, WhyNot } from "./scorecard-form.js";
import { forgetSections, useSection } from "./section.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";
import { pressed, useWaits } from "./turn.js";

/** @import {Customer} from "./model" */
/** @import {TabProps} from "./props" */
/** @import {Group, Measure, Scorecard as Data, Shown} from "./scorecard-model" */

/** How a score is written in the tenant's scheme. @param {Shown} shown */
const wording = ({ score, label }) => label ?? (score === null ? "–" : format.number(score, { maximumFractionDigits: 1 }));

/** A score with its colour. @param {{of: Shown}} props */
const Pill = ({ of }) => html`<span class="chip pill score-pill"><${Veil} as="00"><${Dot} color=${of.color} />${wording(of)}<//></span>`;

/** One bar per week, with a scale; the table behind it says the same. @param {{data: Data}} props */
function History({ data }) {
  const { history, scheme } = data;
  const { hidden } = usePane();
  if (history.length === 0) return html`<${WhyNot} data=${data} of=${["history"]} except=${["measures"]} />`;
  if (hidden) return html`<p class="muted small">${t.summary.hiddenHealth}</p>`;
  const span = scheme.max - scheme.min || 1;
  const tall = (/** @type {number} */ score) => Math.max(2, (34 * (score - scheme.min)) / span);
  const step = 100 / history.length;
  return html`<figure class="history">
    <svg viewBox="0 0 100 34" preserveAspectRatio="none" aria-hidden="true">${history.map(({ week, score, color }, n) => score !== null && html`<rect key=${week}
      x=${n * step + 0.6} width=${step - 1.2} y=${34 - tall(score)} height=${tall(score)} fill=${color ?? "currentColor"} opacity=${n === history.length - 1 ? 1 : 0.65} />`)}</svg>
    <figcaption class="muted small"><span>${t.scorecard.weeks(history.length)}</span><span>${scheme.min}–${scheme.max}</span></figcaption>
    <table class="sr"><caption>${t.scorecard.history}</caption><tbody>${history.map((one) => html`<tr key=${one.week}><th scope="row">${format.date(one.week)}</th><td>${wording(one)}</td></tr>`)}</tbody></table>
  </figure>`;
}

/** @param {number | null} value of 100 */
const percent = (value) => (value === null ? "" : format.number(value / 100, { style: "percent", maximumFractionDigits: 0 }));

/** Where a score is going; hidden with the score. @param {{of: Measure | Data["overall"]}} props */
function Going({ of: { trend } }) {
  const { hidden } = usePane();
  return !hidden && trend && html`<span class=${`trend ${trend}`}><${Icon} name=${trend} size=${14} /><span class="sr">${t.scorecard.going[trend]}</span></span>`;
}

/** What there is to know about a measure beside its score. @param {{customer: Customer, measure: Measure, open: boolean}} props */
const Marks = ({ customer, measure, open }) => html`
  ${useWaits(pressOf(customer, measure)) && !open && html`<span class="chip warn">${t.timeline.queued}</span>`}
  ${measure.stale && html`<span class="chip warn" title=${t.scorecard.staleWhy}>${t.scorecard.stale}</span>`}
  ${measure.waiting && html`<span class="chip warn">${measure.waiting.action === "REMOVE" ? t.scorecard.removing : t.scorecard.waiting(wording(measure.waiting))}</span>`}`;

/** Whether a form is open, the button that opens it, and closing it when it has done its work: the focus goes back if it was in there. @param {string} press what waits of it opens it again @param {() => void} onChange */
function useForm(press, onChange) {
  const [open, setOpen] = useState(() => pressed(press) !== null);
  const opener = useRef(/** @type {HTMLElement | null} */ (null));
  const finished = useRef(false);
  useLayoutEffect(() => {
    if (finished.current && document.activeElement === document.body) opener.current?.focus();
    finished.current = false;
  }, [open]);
  const done = () => {
    finished.current = true;
    setOpen(false);
    onChange();
  };
  return { open, toggle: () => setOpen(!open), done, opener };
}

/** @typedef {{customer: Customer, measure: Measure, data: Data, onChange: () => void}} MeasureProps */

/** What a measure weighs and counts for: in its group, or in the whole where it has none. @param {Measure} measure */
function shareOf({ weight, contribution_pct: ofGroup, of_overall_pct: ofOverall }) {
  const share = ofGroup === null ? ofOverall !== null && t.scorecard.ofOverall(percent(ofOverall)) : t.scorecard.ofGroup(percent(ofGroup));
  return [weight !== null && t.scorecard.weight(format.number(weight)), share].filter(Boolean).join(" · ");
}

/** A measure as a line of its group's card. @param {MeasureProps} props */
function OneMeasure({ customer, measure, data, onChange }) {
  const { open, toggle, done, opener } = useForm(pressOf(customer, measure), onChange);
  const share = shareOf(measure);
  const inner = html`<span class="grow"><span dir="auto">${measure.name}</span>
    <span class="muted small">${[share, measure.input === "automated" && t.scorecard.automated].filter(Boolean).join(" · ")}</span>
    <${Marks} customer=${customer} measure=${measure} open=${open} /></span><${Going} of=${measure} /><${Pill} of=${measure} />`;
  return html`<li><button type="button" class="measure" ref=${opener} aria-expanded=${String(open)} onClick=${toggle}>${inner}</button>
    ${measure.comment && html`<p class="muted small" dir="auto"><${Veil} as=${t.summary.covered}>${measure.comment}<//></p>`}
    ${open && html`<${Opened} customer=${customer} measure=${measure} data=${data} onDone=${done} />`}</li>`;
}

/** A measure as a row. @param {MeasureProps} props */
function MeasureRow({ customer, measure, data, onChange }) {
  const { open, toggle, done, opener } = useForm(pressOf(customer, measure), onChange);
  return html`<tr><th scope="row"><button type="button" class="link" dir="auto" ref=${opener} aria-expanded=${String(open)} onClick=${toggle}>${measure.name}</button>
      <${Marks} customer=${customer} measure=${measure} open=${open} /></th>
    <td>${measure.weight === null ? "" : format.number(measure.weight)}</td><td>${percent(measure.contribution_pct ?? measure.of_overall_pct)}</td>
    <td><${Going} of=${measure} /></td><td><${Pill} of=${measure} /></td></tr>
    ${open && html`<tr><td colspan="5"><${Opened} customer=${customer} measure=${measure} data=${data} onDone=${done} /></td></tr>`}`;
}

/** All groups in one table. @param {{customer: Customer, data: Data, deep: boolean, onChange: () => void}} props */
const List = ({ customer, data, deep, onChange }) => html`<table class="scores"><caption class="sr">${t.scorecard.list}</caption>
  <thead><tr><th scope="col">${t.scorecard.name}</th><th scope="col">${t.scorecard.weightHead}</th><th scope="col">${t.scorecard.share}</th>
    <th scope="col"><span class="sr">${t.scorecard.trend}</span></th><th scope="col">${t.scorecard.score}</th></tr></thead>
  ${data.groups.map((group) => html`<tbody key=${group.id ?? "-"}>
    <tr class="group"><th scope="rowgroup" dir="auto">${group.name ?? t.scorecard.ungrouped}</th><td>${group.weight === null ? "" : format.number(group.weight)}</td>
      <td>${percent(group.contribution_pct)}</td><td></td><td>${group.name !== null && html`<${Pill} of=${group} />`}</td></tr>
    ${deep && group.measures.map((measure) => html`<${MeasureRow} key=${measure.id} customer=${customer} measure=${measure} data=${data} onChange=${onChange} />`)}
  </tbody>`)}</table>`;

/** @param {{customer: Customer, group: Group, data: Data, deep: boolean, onChange: () => void}} props */
function OneGroup({ customer, group, data, deep, onChange }) {
  const share = group.contribution_pct !== null && t.scorecard.ofOverall(percent(group.contribution_pct));
  const weight = group.weight !== null && t.scorecard.weight(format.number(group.weight));
  return html`<section class="card"><div class="row"><div class="grow"><b dir="auto">${group.name ?? t.scorecard.ungrouped}</b>
      <span class="muted small">${[weight, share].filter(Boolean).join(" · ")}</span></div>${group.name !== null && html`<${Pill} of=${group} />`}</div>
    ${deep && html`<ul class="measures">${group.measures.map((measure) => html`<${OneMeasure} key=${measure.id} customer=${customer} measure=${measure}
      data=${data} onChange=${onChange} />`)}</ul>`}</section>`;
}

/** Overall score, and the way to the settings. @param {{customer: Customer, data: Data, onChange: () => void}} props */
function Overall({ customer, data, onChange }) {
  const { open, toggle, done, opener } = useForm(cardOf(customer), onChange);
  return html`<div class="row"><${Pill} of=${data.overall} /><${Going} of=${data.overall} /><div class="grow"><b>${t.scorecard.overall}</b>
      <span class="muted small" dir="auto">${data.scorecard.name ?? ""}</span></div>
      ${data.capabilities.change_scorecard?.can && html`<button type="button" class="tool" ref=${opener} aria-label=${t.scorecard.settings} aria-expanded=${String(open)} onClick=${toggle}><${Icon} name="gear" /></button>`}</div>
    <${WhyNot} data=${data} of=${["change_scorecard", "set_score"]} except=${["measures"]} />
    ${open && html`<${Settings} customer=${customer} data=${data} onDone=${done} />`}
    ${data.waiting_scorecard && html`<p class="notice">${t.scorecard.waitingCard(data.waiting_scorecard.name)}</p>`}`;
}

/** @typedef {"card" | "list"} Look */
/** The look chosen last, for every customer until the pane closes. @type {{look: Look, depth: number}} */
const chosen = { look: "card", depth: 2 };

/** Card or list: radio buttons that look like chips. @param {{look: Look, onLook: (look: Look) => void}} props */
const Looks = ({ look, onLook }) => html`<fieldset class="kinds looks"><legend class="sr">${t.scorecard.look}</legend>
  ${/** @type {const} */ (["card", "list"]).map((one) => html`<label key=${one}><input type="radio" name="look" checked=${one === look}
    onChange=${() => onLook(one)} /><span>${t.scorecard.looks[one]}</span></label>`)}</fieldset>`;

/** Groups and measures, as deep as the slider says. @param {{customer: Customer, data: Data, onChange: () => void}} props */
function Groups({ customer, data, onChange }) {
  const [depth, setDepth] = useState(chosen.depth);
  const [look, setLook] = useState(chosen.look);
  useEffect(() => {
    Object.assign(chosen, { look, depth });
  }, [look, depth]);
  const { measures } = data.capabilities;
  if (!measures?.can) return html`<p class="notice plain">${measures?.reason}</p>`;
  return html`<label class="depth">${t.scorecard.depth}<input type="range" min="0" max="2" step="1" value=${depth} aria-valuetext=${t.scorecard.levels[depth]}
      onInput=${(/** @type {any} */ event) => setDepth(Number(event.currentTarget.value))} /><span class="small">${t.scorecard.levels[depth]}</span></label>
    ${depth > 0 && html`<${Looks} look=${look} onLook=${setLook} />`}
    ${depth > 0 && look === "list" && html`<${List} customer=${customer} data=${data} deep=${depth > 1} onChange=${onChange} />`}
    ${depth > 0 && look === "card" && data.groups.map((group) => html`<${OneGroup} key=${group.id ?? "-"} customer=${customer} group=${group} data=${data} deep=${depth > 1} onChange=${onChange} />`)}`;
}

/** After so many seconds Gainsight is asked whether it shows what was sent; the last wait goes on. */
const AGAIN_S = [15, 15, 30, 60, 120, 300];

/** @param {Data | undefined} data */
const measuresOf = (data) => data?.groups.flatMap(({ measures }) => measures) ?? [];

/** What was sent and is not seen in Gainsight yet, in one text. @param {Data | undefined} data */
const underWay = (data) => [data?.waiting_scorecard, ...measuresOf(data).map(({ waiting }) => waiting)].map((one) => one?.since ?? "").join("").trim();

/** Whether all that waited is there now; it may also have been given up, or its scorecard be another. @param {Data} before @param {Data} data */
function hasArrived(before, data) {
  const now = new Map(measuresOf(data).map((one) => [one.id, one]));
  const isAnother = (/** @type {Measure} */ { id, score, at }) => now.has(id) && (now.get(id)?.score !== score || now.get(id)?.at !== at);
  return measuresOf(before).every((one) => !one.waiting || isAnother(one))
    && (!before.waiting_scorecard || before.waiting_scorecard.id === data.scorecard.id);
}

/** Reads again, more and more seldom, until Gainsight shows what was sent; only while somebody looks. @param {{data: Data | undefined, busy: boolean, reload: () => void}} section */
function useArrival({ data, busy, reload }) {
  const { announce } = usePane();
  const visible = useVisible();
  const told = useRef(/** @type {Data | undefined} */ (undefined));
  const times = useRef(0);
  // where the scorecard objects cannot be read, nothing is known of what was sent: it waits as before
  const latest = data?.provider === "objects" ? data : told.current;
  const sent = underWay(latest);
  useEffect(() => {
    const before = told.current;
    if (latest && before && !sent && underWay(before) && hasArrived(before, latest)) announce(t.scorecard.arrived);
    times.current = 0;
  }, [sent]);
  useEffect(() => {
    told.current = latest;
  }, [latest]);
  useEffect(() => {
    if (!sent || busy || !visible) return undefined;
    forgetSections(); // whoever goes to another tab and back sees what has become of it
    const wait = AGAIN_S[Math.min(times.current, AGAIN_S.length - 1)] ?? 0;
    const timer = setTimeout(() => {
      times.current += 1;
      reload();
    }, wait * 1000);
    return () => clearTimeout(timer);
  }, [sent, busy, visible]);
}

/** @param {TabProps} props */
export default function Scorecard(props) {
  const { section, error, busy, reload } = useSection("scorecard", props);
  const data = /** @type {Data | undefined} */ (section?.data);
  useArrival({ data, busy, reload });
  useListener(window, "turned", reload);
  if (!section) return error ? null : html`<p class="muted" aria-busy="true">${t.loading}</p>`;
  if (!data) return html`<div class="empty"><h2>${t.scorecard.absent}</h2><p class="muted">${section.error?.message}</p></div>`;
  const parts = { customer: props.customer, data, onChange: reload };
  return html`<div class="scorecard"><${Overall} ...${parts} /><${History} data=${data} /><${Groups} ...${parts} /></div>`;
}
