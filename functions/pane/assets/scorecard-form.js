/** What is changed on the Scorecard tab: a measure's score, the active scorecard; and why something cannot be. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { call, keyOf } from "./api.js";
import { Button } from "./elements.js";
import * as format from "./format.js";
import { usePane } from "./hooks.js";
import { usePress } from "./press.js";
import { forgetSections } from "./section.js";
import { t } from "./strings-tabs.js";
import { pressed, TurnLine, useTurn } from "./turn.js";

/** @import {Customer} from "./model" */
/** @import {Measure, Scheme, Scorecard as Data} from "./scorecard-model" */

/** Why something is not offered here, each reason once and none that is given elsewhere. @param {{data: Data, of: string[], except?: string[]}} props */
export function WhyNot({ data: { capabilities }, of, except = [] }) {
  const reasons = (/** @type {string[]} */ names) => names.map((name) => capabilities[name]?.reason).filter(Boolean);
  return [...new Set(reasons(of))].filter((one) => !reasons(except).includes(one)).map((one) => html`<p class="muted small" key=${one}>${one}</p>`);
}

/** The name under which a measure's presses wait. @param {Customer} customer @param {Measure} measure */
export const pressOf = (customer, measure) => `${keyOf(customer)} measure ${measure.id}`;

/** @param {Scheme["bands"][number]} band */
const middle = (band) => Math.round((band.low + band.high) / 2);
/** The grade that a score is; the higher one where two meet, as in its pill. @param {Scheme} scheme @param {number} score */
const gradeOf = ({ bands }, score) => bands.findLast((band) => score >= band.low && score <= band.high);

/**
 * The score a form begins with; none where it is to be chosen first, since no grade is what the score is.
 * @param {Measure} measure @param {Scheme} scheme
 */
function beginning({ score }, scheme) {
  const { kind, min, max } = scheme;
  if (kind === "number") return score ?? Math.round((min + max) / 2);
  return score !== null && gradeOf(scheme, score) ? score : null;
}

/** The control for a score: a slider, or the tenant's own grades and colours. @param {{scheme: Scheme, score: number | null, was: number | null, label: string, onScore: (score: number) => void}} props */
function Score({ scheme, score, was, label, onScore }) {
  const given = (/** @type {any} */ event) => onScore(Number(event.currentTarget.value));
  if (scheme.kind === "number") {
    return html`<div class="row"><input type="range" min=${scheme.min} max=${scheme.max} step="1" value=${score} aria-label=${label} onInput=${given} />
      <output class="chip pill">${score}</output></div>`;
  }
  const chosen = score === null ? undefined : gradeOf(scheme, score);
  return html`<select aria-label=${label} value=${chosen ? middle(chosen) : ""} onChange=${given}>
    ${!chosen && html`<option value="" disabled>${was === null ? t.scorecard.choose : t.scorecard.ungraded(format.number(was))}</option>`}
    ${scheme.bands.map((band) => html`<option key=${band.label} value=${middle(band)}>${band.label}</option>`)}</select>`;
}

/** @typedef {{action: "SAVE" | "RENEW" | "REMOVE", comment: string, score?: number, key: string}} Wish what one press is for */

/** What can be done with a score. @param {{data: Data, isScored: boolean, isChosen: boolean, busy: boolean, onPress: (action: Wish["action"]) => void}} props */
const Ways = ({ data: { capabilities: able }, isScored, isChosen, busy, onPress }) => html`<div class="row wraps">
  ${able.set_score?.can && html`<${Button} busy=${busy} disabled=${!isChosen} aria-label=${t.scorecard.saveLabel} onClick=${() => onPress("SAVE")}>${t.scorecard.save}<//>`}
  ${able.renew_score?.can && isScored && html`<${Button} class="quiet" busy=${busy} aria-label=${t.scorecard.renewLabel} onClick=${() => onPress("RENEW")}>${t.scorecard.renew}<//>`}
  ${able.remove_score?.can && isScored && html`<${Button} class="quiet" busy=${busy} aria-label=${t.scorecard.removeLabel} onClick=${() => onPress("REMOVE")}>${t.scorecard.remove}<//>`}</div>`;

/** @param {{customer: Customer, measure: Measure, data: Data, onDone: () => void}} props */
function Change({ customer, measure, data, onDone }) {
  const { announce } = usePane();
  const name = pressOf(customer, measure);
  const [before] = useState(() => /** @type {Wish | undefined} */ (pressed(name)?.[0]));
  const [score, setScore] = useState(before?.score ?? beginning(measure, data.scheme));
  const [comment, setComment] = useState(before?.comment ?? measure.comment ?? "");
  const keyFor = usePress(before);
  const path = `c360/${keyOf(customer)}/scorecard/measures/${encodeURIComponent(measure.id)}`;
  const sending = useTurn(name, {
    send: (/** @type {Wish} */ wish) => {
      const { action, key } = wish;
      return action === "REMOVE" ? call("DELETE", path, { query: { key } }) : call("PUT", path, { body: wish });
    },
    done: () => {
      forgetSections();
      announce(t.scorecard.sent);
    },
    after: onDone,
    holds: (wish) => wish.action === "REMOVE" || (wish.comment === comment && (wish.action === "RENEW" || wish.score === score)),
  });
  /** @param {Wish["action"]} action */
  const press = (action) => {
    const wish = { action, comment, ...action === "SAVE" && score !== null ? { score } : {} };
    sending.run({ ...wish, key: keyFor(wish) });
  };
  const able = data.capabilities;
  return html`<div class="measure-form">
    <${Score} scheme=${data.scheme} score=${score} was=${measure.score} label=${measure.name} onScore=${setScore} />
    ${able.comment?.can ? html`<input aria-label=${t.scorecard.why} placeholder=${t.scorecard.why} value=${comment} maxlength="4000" dir="auto"
      onInput=${(/** @type {any} */ event) => setComment(event.currentTarget.value)} />` : html`<${WhyNot} data=${data} of=${["comment"]} />`}
    <${Ways} data=${data} isScored=${measure.score !== null} isChosen=${score !== null} busy=${sending.busy} onPress=${press} />
    ${measure.score !== null && html`<${WhyNot} data=${data} of=${["renew_score", "remove_score"]} />`}
    <${TurnLine} turn=${sending} />
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

/** The name under which a change of scorecard waits. @param {Customer} customer */
export const cardOf = (customer) => `${keyOf(customer)} scorecard`;

/** "Scorecard settings > Change scorecard". @param {{customer: Customer, data: Data, onDone: () => void}} props */
export function Settings({ customer, data, onDone }) {
  const name = cardOf(customer);
  const [before] = useState(() => /** @type {{scorecard_id: string, key: string} | undefined} */ (pressed(name)?.[0]));
  const [chosen, setChosen] = useState(before?.scorecard_id ?? data.scorecard.id ?? "");
  const keyFor = usePress(before);
  const sending = useTurn(name, {
    send: (/** @type {{scorecard_id: string, key: string}} */ wish) => call("PUT", `c360/${keyOf(customer)}/scorecard/active`, { body: wish }),
    done: forgetSections,
    after: onDone,
    holds: (wish) => wish.scorecard_id === chosen,
  });
  const apply = () => (chosen === data.scorecard.id ? onDone() : sending.run({ scorecard_id: chosen, key: keyFor({ scorecard_id: chosen }) }));
  return html`<div class="notice plain measure-form"><label>${t.scorecard.changeTo}<select value=${chosen}
      onChange=${(/** @type {any} */ event) => setChosen(event.currentTarget.value)}>
      ${data.scorecards.filter(({ id, active }) => active || id === data.scorecard.id).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
    <${Button} busy=${sending.busy} onClick=${apply}>${t.scorecard.apply}<//>
    <${TurnLine} turn=${sending} /></div>`;
}
