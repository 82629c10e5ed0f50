/** The Summary tab: health, what matters, and a few lines about the customer. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Icon, late, OutLink, Veil } from "./elements.js";
import { FieldChip, Facts } from "./fields.js";
import { usePane, useResource } from "./hooks.js";
import { RichText } from "./richtext.js";
import { sheet } from "./sheet.js";
import * as format from "./format.js";
import { t } from "./strings.js";

/** @import {Children, TabProps} from "./props" */
/** @import {Customer, Field, Health as Score, SummaryData} from "./model" */

const Relationships = late(() => import("./relationships.js").then((module) => module.default));
const Brief = late(() => Promise.all([import("./brief.js"), sheet("brief.css")]).then(([module]) => module.default));
const RADIUS = 26;
const ROUND = 2 * Math.PI * RADIUS;

/** @param {Score} health */
function sentence({ score, previous, trend }) {
  if (score === null) return t.summary.noHealth;
  const now = format.number(score, { maximumFractionDigits: 1 });
  if (trend === "flat") return t.summary.flat(now);
  if (!trend || previous === null) return t.summary.health(now);
  return t.summary[trend](now, format.number(Math.abs(score - previous), { maximumFractionDigits: 1 }));
}

/** @param {{score: number | null, covered: boolean}} props */
function Ring({ score, covered }) {
  const filled = covered ? 0 : Math.max(0, Math.min(100, score ?? 0));
  const shown = score === null ? "–" : format.number(covered ? 0 : score, { maximumFractionDigits: 0 });
  return html`<div class=${`ring ${covered ? "" : format.tone(score)}`} aria-hidden="true">
    <svg viewBox="0 0 62 62" width="62" height="62"><circle class="ring-track" cx="31" cy="31" r=${RADIUS} />
      ${filled > 0 && html`<circle class="ring-arc" cx="31" cy="31" r=${RADIUS} transform="rotate(-90 31 31)"
        stroke-dasharray=${`${(ROUND * filled) / 100} ${ROUND}`} />`}</svg>
    <span class=${covered ? "blurred" : ""}>${shown}</span>
  </div>`;
}

/** The score as a ring and as a sentence, with what came before. @param {{health: Score, chips: Field[]}} props */
function Health({ health, chips }) {
  const { hidden } = usePane();
  const { score, previous, trend } = health;
  const covered = hidden && score !== null;
  const before = !covered && score !== null && previous !== null;
  return html`<div class="health">
    <${Ring} score=${score} covered=${covered} />
    <div class="grow">
      <p><b>${covered ? t.summary.hiddenHealth : sentence(health)}</b>
        ${!covered && trend && html`<span class=${`trend ${trend}`}><${Icon} name=${trend} size=${16} /></span>`}</p>
      ${score === null && html`<p class="muted small">${t.summary.noHealthBody}</p>`}
      ${before && html`<p class="muted small">${t.summary.before(format.number(previous, { maximumFractionDigits: 1 }))}</p>`}
      <div class="chips">${chips.map((field) => html`<${FieldChip} key=${field.name} field=${field} />`)}</div>
    </div>
  </div>`;
}

/** What the tab will look like, while it loads. */
const Skeleton = () => html`<div class="skeleton" aria-busy="true"><span class="sr" role="status">${t.loading}</span>
  <div class="health"><i class="disc"></i><div class="grow"><i class="w60"></i><i class="w40"></i></div></div>
  <div class="facts">${[0, 1, 2, 3, 4, 5].map((n) => html`<div key=${n}><i class="w40"></i><i class="w60"></i></div>`)}</div>
  <i class="w40"></i><i></i><i></i><i class="w60"></i></div>`;

/** @param {AbortSignal} signal @param {Customer} customer */
async function load(signal, customer) {
  const answer = await api.record(customer, "summary", signal);
  const section = answer.sections.summary;
  if (section?.status === "error" || (section && section.status !== "absent" && !section.data)) {
    const { code = "internal", message, retryable, request_id: requestId, retry_after: retryAfterS } = section.error ?? {};
    throw new api.ApiError(code, { message, retryable, requestId, retryAfterS });
  }
  return { answer, section };
}

/** @param {TabProps} props */
export default function Summary({ customer, turn, onReport, onCustomer, onRename }) {
  const { data, error, busy, reload } = useResource(api.keyOf(customer), (signal) => load(signal, customer));
  useEffect(() => {
    if (turn) reload();
  }, [turn]);
  const section = data?.section;
  useEffect(() => {
    onReport({
      busy, reload, error,
      shown: data !== null,
      asOf: section?.as_of ?? null,
      stale: section?.status === "stale" ? (section.error ?? null) : null,
      isStale: section?.status === "stale",
      type: section?.data?.type ?? null,
    });
    if (data && data.answer.name !== customer.name) onRename({ ...customer, name: data.answer.name });
  }, [busy, error, data]);

  if (!data) return error ? null : html`<${Skeleton} />`;
  const url = data.answer.record_url;
  const link = url && html`<p class="record-link"><${OutLink} class="link" href=${url}>${t.summary.open}<${Icon} name="away" size=${15} /><//></p>`;
  if (!section?.data) return html`<div class="empty"><h2>${t.summary.absent}</h2><p class="muted">${t.summary.absentBody}</p>${link}</div>`;
  return html`<${Body} data=${section.data} customer=${customer} turn=${turn} onCustomer=${onCustomer} link=${link} />`;
}

/** @param {{data: SummaryData, customer: Customer, turn: number, onCustomer: (customer: Customer) => void, link: Children}} props */
function Body({ data, customer, turn, onCustomer, link }) {
  const { company } = data;
  const [unfolded, setUnfolded] = useState(false); // only then are they asked for
  const unfold = (/** @type {Event} */ { currentTarget }) => setUnfolded(/** @type {HTMLDetailsElement} */ (currentTarget).open);
  const openCompany = () => company && onCustomer({ tenant: customer.tenant, kind: "company", ...company });
  return html`<div class="summary">
    <div class="brief-place"><${Brief} customer=${customer} turn=${turn} /></div>
    ${company && html`<button type="button" class="crumb" onClick=${openCompany}>
      <${Icon} name="building" size=${16} /><span class="sr">${t.summary.openCompany}</span><span class="ell" dir="auto">${company.name}</span><${Icon} name="next" size=${16} />
      ${data.type && html`<span class="chip">${data.type}</span>`}</button>`}
    <${Health} health=${data.health} chips=${data.chips} />
    <${Facts} fields=${data.fields} />
    ${data.summary_html && html`<section><h2>${t.summary.text}</h2>
      <${Veil} as=${t.summary.covered}><${RichText} html=${data.summary_html} /><//></section>`}
    ${customer.kind === "company" && html`<details class="relationships" onToggle=${unfold}><summary>${t.summary.relationships}</summary>
      ${unfolded && html`<${Relationships} customer=${customer} onCustomer=${onCustomer} />`}</details>`}
    ${link}
  </div>`;
}
