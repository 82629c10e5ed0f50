/** The Summary tab: health, what matters, and a few lines about the customer. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Icon, late, OutLink, Veil } from "./elements.js";
import { FieldChip, Facts } from "./fields.js";
import { usePane } from "./hooks.js";
import { RichText } from "./richtext.js";
import { useSection } from "./section.js";
import { sheet } from "./sheet.js";
import * as format from "./format.js";
import { t } from "./strings.js";

/** @import {Children, TabProps} from "./props" */
/** @import {Account, Customer, Field, Health as Score, SummaryData} from "./model" */

const Relationships = late(() => Promise.all([import("./relationships.js"), sheet("relationships.css")]).then(([module]) => module.default));
const Brief = late(() => Promise.all([import("./brief.js"), sheet("brief.css")]).then(([module]) => module.default));
const Compact = late(() => Promise.all([import("./compact.js"), sheet("compact.css")]).then(([module]) => module.Compact), true);
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

/** @param {{score: number | null, color: string | null, covered: boolean}} props */
function Ring({ score, color, covered }) {
  const filled = covered ? 0 : Math.max(0, Math.min(100, score ?? 0));
  const shown = score === null ? "–" : format.number(covered ? 0 : score, { maximumFractionDigits: 0 });
  return html`<div class="ring" aria-hidden="true">
    <svg viewBox="0 0 62 62" width="62" height="62"><circle class="ring-track" cx="31" cy="31" r=${RADIUS} />
      ${filled > 0 && html`<circle stroke=${color} cx="31" cy="31" r=${RADIUS} transform="rotate(-90 31 31)"
        stroke-dasharray=${`${(ROUND * filled) / 100} ${ROUND}`} />`}</svg>
    <span class=${covered ? "blurred" : ""}>${shown}</span>
  </div>`;
}

/** The score as a ring and as a sentence, with what came before. @param {{health: Score, color: string | null, chips: Field[]}} props */
function Health({ health, color, chips }) {
  const { hidden } = usePane();
  const { score, previous, trend } = health;
  const covered = hidden && score !== null;
  const before = !covered && score !== null && previous !== null;
  return html`<div class="health">
    <${Ring} score=${score} color=${color} covered=${covered} />
    <div class="grow">
      <p><b>${covered ? t.summary.hiddenHealth : sentence(health)}</b>
        ${!covered && score !== null && trend && html`<span class=${`trend ${trend}`}><${Icon} name=${trend} size=${16} /></span>`}</p>
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

/** @param {TabProps} props */
export default function Summary(props) {
  const { customer, onCustomer, onRename } = props;
  const { data, section, error } = useSection("summary", props);
  useEffect(() => {
    if (data && data.answer.name !== customer.name) onRename({ ...customer, name: data.answer.name });
  }, [data]);

  if (!data) return error ? null : html`<${Skeleton} />`;
  const url = data.answer.record_url;
  const link = url && html`<p class="record-link"><${OutLink} class="link" href=${url}>${t.summary.open}<${Icon} name="away" size=${15} /><//></p>`;
  const shown = section?.data;
  if (!shown) return html`<div class="empty"><h2>${t.summary.absent}</h2><p class="muted">${section?.error?.message ?? t.summary.absentBody}</p>${link}</div>`;
  return html`<${Body} data=${shown} customer=${customer} account=${props.account} turn=${props.turn} onCustomer=${onCustomer} link=${link} />`;
}

/** @param {{data: SummaryData, customer: Customer, account: Account | undefined, turn: number, onCustomer: (customer: Customer) => void, link: Children}} props */
function Body({ data, customer, account, turn, onCustomer, link }) {
  const { company } = data;
  const health = useRef(/** @type {HTMLElement | null} */ (null));
  /** Only unfolded are they asked for. */
  const [unfolded, setUnfolded] = useState(false);
  const unfold = (/** @type {Event} */ { currentTarget }) => setUnfolded(/** @type {HTMLDetailsElement} */ (currentTarget).open);
  const openCompany = () => company && onCustomer({ tenant: customer.tenant, kind: "company", ...company });
  return html`<div class="summary"><div class="compact" aria-hidden="true"><${Compact} header=${data.header} below=${health} /></div>
    ${account?.automatic.includes("brief") && html`<div class="brief-place"><${Brief} customer=${customer} account=${account} turn=${turn} /></div>`}
    ${company && html`<button type="button" class="crumb" onClick=${openCompany}>
      <${Icon} name="building" size=${16} /><span class="sr">${t.summary.openCompany}</span><span class="wrap" dir="auto">${company.name}</span><${Icon} name="next" size=${16} />
      ${data.type && html`<span class="chip">${data.type}</span>`}</button>`}
    <div ref=${health}><${Health} health=${data.health} color=${data.header.color} chips=${data.chips} /></div>
    <${Facts} fields=${data.fields} />
    ${data.summary_html && html`<section><h2>${t.summary.text}</h2>
      <${Veil} as=${t.summary.covered}><${RichText} html=${data.summary_html} /><//></section>`}
    ${customer.kind === "company" && html`<details class="relationships" onToggle=${unfold}><summary>${t.summary.relationships}</summary>
      ${unfolded && html`<${Relationships} customer=${customer} onCustomer=${onCustomer} />`}</details>`}
    ${link}
  </div>`;
}
