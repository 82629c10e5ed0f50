/** What happens in calls: filters, a chart with the table behind it, and both to take away. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import { Select } from "./admin-parts.js";
import { Button, Icon, Problem, ProblemLine, Spinner } from "./elements.js";
import * as format from "./format.js";
import { Handout } from "./handout.js";
import { useAction, useFocus, useListener, useResource } from "./hooks.js";
import { administers } from "./menu.js";
import * as api from "./reports-api.js";
import { t } from "./strings-reports.js";

/** @import {Account, Customer} from "./model" */
/** @import {Asked, Chosen, Report, Row} from "./reports-model" */

const [WIDTH, HEIGHT] = [300, 96];
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** A day of the user's zone, some days ago. @param {number} back */
function day(back) {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).toLocaleDateString("sv-SE");
}

/** @param {Row} row @param {string} group */
function label(row, group) {
  if (group === "day" || group === "week") return format.date(row.key);
  return group === "kind" ? t.reports.kinds[row.key] : (row.name ?? `${t.reports.unnamed} (${row.key})`);
}

/** Columns over time. @param {{report: Report}} props */
function Columns({ report: { rows, group, total } }) {
  const most = Math.max(1, ...rows.map((row) => row.total));
  const step = WIDTH / rows.length;
  const gap = Math.min(2, step / 4);
  return html`<figure class="columns">
    <figcaption class="row small muted"><span class="grow">${t.reports.most(format.number(most))}</span></figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${t.reports.chart(t.reports.groups[group], format.number(total))}>
      <line x1="0" x2=${WIDTH} y1=${HEIGHT - 0.5} y2=${HEIGHT - 0.5} />
      ${rows.map((row, n) => {
        const height = (row.total / most) * (HEIGHT - 4);
        return html`<rect key=${row.key} x=${n * step + gap / 2} y=${HEIGHT - 1 - height} width=${step - gap} height=${height}><title>${`${label(row, group)}: ${format.number(row.total)}`}</title></rect>`;
      })}
    </svg>
    <div class="row small muted" aria-hidden="true"><span class="grow">${label(rows[0], group)}</span><span>${label(rows[rows.length - 1], group)}</span></div>
  </figure>`;
}

/** A bar per row, the longest first. @param {{report: Report}} props */
function Bars({ report: { rows, group } }) {
  const most = Math.max(1, ...rows.map((row) => row.total));
  return html`<ul class="plain bars">${rows.map((row) => html`<li key=${row.key}>
    <div class="row"><span class="grow wrap">${label(row, group)}</span><b>${format.number(row.total)}</b></div>
    <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="6" /><rect width=${(row.total / most) * 100} height="6" /></svg></li>`)}</ul>`;
}

/** @param {{report: Report}} props */
function Table({ report: { rows, group, kinds, total } }) {
  const shown = group === "day" ? rows.filter((row) => row.total) : rows;
  const columns = group === "kind" ? [] : kinds;
  return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${t.reports.table}><table>
    <thead><tr><th scope="col">${t.reports.groups[group]}</th><th scope="col">${t.reports.sum}</th>${columns.map((kind) => html`<th scope="col" key=${kind}>${t.reports.kinds[kind]}</th>`)}</tr></thead>
    <tbody>${shown.map((row) => html`<tr key=${row.key}><th scope="row">${label(row, group)}</th><td>${format.number(row.total)}</td>${columns.map((kind) => html`<td key=${kind}>${format.number(row.kinds[kind] ?? 0)}</td>`)}</tr>`)}</tbody>
    <tfoot><tr><th scope="row">${t.reports.sum}</th><td>${format.number(total)}</td>${columns.map((kind) => html`<td key=${kind}>${format.number(rows.reduce((sum, row) => sum + (row.kinds[kind] ?? 0), 0))}</td>`)}</tr></tfoot>
  </table></div>`;
}

/** @param {{report: Report}} props */
function Figures({ report }) {
  if (!report.total) return html`<div class="empty"><b>${t.reports.none}</b><p class="muted">${t.reports.noneBody}</p></div>`;
  const over = report.group === "day" || report.group === "week";
  return html`<p class="figure"><b>${format.number(report.total)}</b> <span class="muted">${t.reports.sum}</span></p>
    ${over ? html`<${Columns} report=${report} />` : html`<${Bars} report=${report} />`}
    ${report.left_out > 0 && html`<p class="muted small">${t.reports.leftOut(report.left_out)}</p>`}
    <details><summary>${t.reports.table}</summary><${Table} report=${report} /></details>`;
}

/** @param {{asked: Asked}} props */
function Export({ asked }) {
  const [out, setOut] = useState({ name: "", text: "", cut: false });
  const days = `${asked.from}-${asked.to}.csv`;
  const whole = useAction(async (signal) => setOut({ name: `report-${days}`, text: await api.reportCsv(asked, signal), cut: false }));
  const single = useAction(async (signal) => setOut({ name: `events-${days}`, ...await api.eventsCsv(asked, signal) }));
  const error = whole.error ?? single.error;
  return html`<section class="part"><h2>${t.reports.export}</h2>
    <div class="actions"><${Button} class="small line" busy=${whole.busy} onClick=${() => whole.run()}>${t.reports.report}<//>
      <${Button} class="small line" busy=${single.busy} onClick=${() => single.run()}>${t.reports.events}<//></div>
    ${error && html`<${ProblemLine} error=${error} />`}
    ${out.cut && html`<p class="muted small">${t.reports.cut}</p>`}
    ${out.text && html`<${Handout} key=${out.text} name=${out.name} type="text/csv" text=${out.text} />`}
    <p class="muted small">${t.reports.hint}</p></section>`;
}

/** What is asked, as chosen so far. @param {Chosen} chosen @param {Account} account @param {Customer | null} customer @returns {Asked} */
function asking(chosen, account, customer) {
  const all = administers(account) && chosen.whose === "everyone";
  const about = chosen.only && customer?.tenant === account.tenant ? customer : null;
  return {
    tenant: account.tenant, whose: all ? "everyone" : "mine", from: day(Number(chosen.days) - 1), to: day(0), zone,
    group: chosen.group === "user" && !all ? "day" : chosen.group, kinds: chosen.kinds,
    company: about?.kind === "company" ? about.id : "", relationship: about?.kind === "relationship" ? about.id : "",
  };
}

/** @param {{accounts: Account[], account: Account, customer: Customer | null, asked: Asked, chosen: Chosen, onChange: (change: Partial<Chosen>) => void}} props */
function Filters({ accounts, account, customer, asked, chosen, onChange }) {
  /** @type {[string, string][]} */
  const groups = Object.entries(t.reports.groups).filter(([name]) => name !== "user" || asked.whose === "everyone");
  /** @param {keyof Chosen} name */
  const set = (name) => (/** @type {string} */ value) => onChange({ [name]: value });
  return html`<fieldset class="filters"><legend class="sr">${t.reports.filters}</legend>
    ${accounts.length > 1 && html`<${Select} label=${t.reports.tenant} value=${account.tenant} options=${accounts.map((one) => [one.tenant, one.name])} onChange=${set("tenant")} />`}
    ${administers(account) && html`<${Select} label=${t.reports.whose} value=${chosen.whose} options=${[["mine", t.reports.mine], ["everyone", t.reports.everyone]]} onChange=${set("whose")} />`}
    <${Select} label=${t.reports.period} value=${chosen.days} options=${t.reports.periods} onChange=${set("days")} />
    <${Select} label=${t.reports.group} value=${asked.group} options=${groups} onChange=${set("group")} />
    <${Select} label=${t.reports.what} value=${chosen.kinds} options=${[["", t.reports.anything], ...Object.entries(t.reports.kinds)]} onChange=${set("kinds")} />
    ${customer?.tenant === account.tenant && html`<${Select} label=${t.reports.customer} value=${chosen.only} options=${[["", t.reports.anyCustomer], ["one", customer?.name ?? ""]]} onChange=${set("only")} />`}
  </fieldset>`;
}

/** @param {{accounts: Account[], customer: Customer | null, onClose: () => void}} props */
export function Reports({ accounts, customer, onClose }) {
  const heading = useFocus("reports");
  const [chosen, setChosen] = useState(/** @type {Chosen} */ ({ tenant: customer?.tenant ?? "", days: "30", group: "day", whose: "mine", kinds: "", only: "" }));
  const account = accounts.find((one) => one.tenant === chosen.tenant) ?? accounts[0];
  const asked = asking(chosen, account, customer);
  const key = JSON.stringify(asked);
  const found = useResource(key, (signal) => api.report(asked, signal));
  useListener(document, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && !event.defaultPrevented) onClose();
  });
  return html`<div class="shell admin reports">
    <header><button type="button" class="tool" aria-label=${t.reports.leave} onClick=${onClose}><${Icon} name="close" /></button>
      <h1 class="grow ell" tabindex="-1" ref=${heading}>${t.reports.title}</h1></header>
    <main><div class="scroll" tabindex="0" role="group" aria-label=${t.reports.title}><div class="admin-page">
      <${Filters} accounts=${accounts} account=${account} customer=${customer} asked=${asked} chosen=${chosen} onChange=${(/** @type {Partial<Chosen>} */ change) => setChosen({ ...chosen, ...change })} />
      <section aria-live="polite" aria-busy=${String(found.busy)} class=${found.busy ? "part renewing" : "part"}>
        ${found.error && html`<${Problem} error=${found.error} retry=${found.reload} />`}
        ${!found.data && !found.error && html`<div class="late"><${Spinner} /></div>`}
        ${found.data && !found.error && html`<${Figures} report=${found.data} />`}
      </section>
      <${Export} key=${key} asked=${asked} />
    </div></div></main>
  </div>`;
}
