/** What is changed on the Scorecard tab: a measure's score, the active scorecard; and why something cannot be. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { call, keyOf } from "./api.js";
import { Button, ProblemLine } from "./elements.js";
import * as format from "./format.js";
import { useAction, usePane } from "./hooks.js";
import { usePress } from "./press.js";
import { t } from "./strings-tabs.js";

/** @import {Customer} from "./model" */
/** @import {Measure, Scheme, Scorecard as Data} from "./scorecard-model" */

/** Why something is not offered here, each reason once and none that is given elsewhere. @param {{data: Data, of: string[], except?: string[]}} props */
export function WhyNot({ data: { capabilities }, of, except = [] }) {
  const reasons = (/** @type {string[]} */ names) => names.map((name) => capabilities[name]?.reason).filter(Boolean);
  return [...new Set(reasons(of))].filter((one) => !reasons(except).includes(one)).map((one) => html`<p class="muted small" key=${one}>${one}</p>`);
}

/** The control for a score: a slider, or the tenant's own grades and colours. @param {{scheme: Scheme, score: number, label: string, onScore: (score: number) => void}} props */
function Score({ scheme, score, label, onScore }) {
  const given = (/** @type {any} */ event) => onScore(Number(event.currentTarget.value));
  if (scheme.kind === "number") {
    return html`<div class="row"><input type="range" min=${scheme.min} max=${scheme.max} step="1" value=${score} aria-label=${label} onInput=${given} />
      <output class="chip pill">${score}</output></div>`;
  }
  const middle = (/** @type {Scheme["bands"][number]} */ band) => Math.round((band.low + band.high) / 2);
  const chosen = scheme.bands.find((band) => score >= band.low && score <= band.high);
  return html`<select aria-label=${label} value=${chosen ? middle(chosen) : ""} onChange=${given}>
    ${scheme.bands.map((band) => html`<option key=${band.label} value=${middle(band)}>${band.label}</option>`)}</select>`;
}

/** @param {{customer: Customer, measure: Measure, data: Data, onDone: () => void}} props */
function Change({ customer, measure, data, onDone }) {
  const { announce } = usePane();
  const [score, setScore] = useState(measure.score ?? Math.round((data.scheme.min + data.scheme.max) / 2));
  const [comment, setComment] = useState(measure.comment ?? "");
  const keyFor = usePress();
  const path = `c360/${keyOf(customer)}/scorecard/measures/${encodeURIComponent(measure.id)}`;
  const sending = useAction(async (_signal, /** @type {"SAVE" | "RENEW" | "REMOVE"} */ action) => {
    const wish = { action, comment, ...action === "SAVE" ? { score } : {} };
    const key = keyFor(wish);
    if (action === "REMOVE") await call("DELETE", path, { query: { key } });
    else await call("PUT", path, { body: { ...wish, key } });
    announce(t.scorecard.sent);
    onDone();
  });
  const able = data.capabilities;
  return html`<div class="measure-form">
    <${Score} scheme=${data.scheme} score=${score} label=${measure.name} onScore=${setScore} />
    ${able.comment?.can ? html`<input aria-label=${t.scorecard.why} placeholder=${t.scorecard.why} value=${comment} maxlength="4000" dir="auto"
      onInput=${(/** @type {any} */ event) => setComment(event.currentTarget.value)} />` : html`<${WhyNot} data=${data} of=${["comment"]} />`}
    <div class="row wraps">
      ${able.set_score?.can && html`<${Button} busy=${sending.busy} onClick=${() => sending.run("SAVE")}>${t.scorecard.save}<//>`}
      ${able.renew_score?.can && measure.score !== null && html`<${Button} class="quiet" busy=${sending.busy} onClick=${() => sending.run("RENEW")}>${t.scorecard.renew}<//>`}
      ${able.remove_score?.can && measure.score !== null && html`<${Button} class="quiet" busy=${sending.busy} onClick=${() => sending.run("REMOVE")}>${t.scorecard.remove}<//>`}
    </div>
    ${measure.score !== null && html`<${WhyNot} data=${data} of=${["renew_score", "remove_score"]} />`}
    ${sending.error && html`<${ProblemLine} error=${sending.error} />`}
  </div>`;
}

/** What an opened measure shows: the form, or why there is none. @param {Parameters<typeof Change>[0]} props */
export function Opened(props) {
  const { editable, reason, description, by, at, stale } = props.measure;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  return html`<div ref=${box}>${description && html`<p class="muted small" dir="auto">${description}</p>`}
    ${(by || at) && html`<p class="muted small" dir="auto">${t.scorecard.setBy(at ? format.date(at.slice(0, 10)) : "", by ?? "")} ${stale && `${t.scorecard.staleWhy}.`}</p>`}
    ${editable ? html`<${Change} ...${props} />` : html`<p class="muted small">${reason}</p>`}</div>`;
}

/** "Scorecard settings > Change scorecard". @param {{customer: Customer, data: Data, onDone: () => void}} props */
export function Settings({ customer, data, onDone }) {
  const [chosen, setChosen] = useState(data.scorecard.id ?? "");
  const keyFor = usePress();
  const sending = useAction(async () => {
    if (chosen !== data.scorecard.id) await call("PUT", `c360/${keyOf(customer)}/scorecard/active`, { body: { scorecard_id: chosen, key: keyFor({ chosen }) } });
    onDone();
  });
  return html`<div class="notice plain measure-form"><label>${t.scorecard.changeTo}<select value=${chosen}
      onChange=${(/** @type {any} */ event) => setChosen(event.currentTarget.value)}>
      ${data.scorecards.filter(({ id, active }) => active || id === data.scorecard.id).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
    <${Button} busy=${sending.busy} onClick=${() => sending.run()}>${t.scorecard.apply}<//>
    ${sending.error && html`<${ProblemLine} error=${sending.error} />`}</div>`;
}
