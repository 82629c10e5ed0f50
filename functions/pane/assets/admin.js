/** What an admin of a tenant decides: a list of subjects, and a page for each, fetched when it is opened. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import { Icon, late } from "./elements.js";
import { useFocus, useListener } from "./hooks.js";
import { administers } from "./menu.js";
import { sheet } from "./sheet.js";
import { t } from "./strings-admin.js";

/** @import {Account} from "./model" */

/** @type {Record<string, [icon: string, page: ReturnType<typeof late>]>} */
const PAGES = {
  access: ["shield", late(() => Promise.all([import("./admin-access.js"), sheet("signin.css")]).then(([module]) => module.Access))],
  tabs: ["summary", late(() => import("./admin-access.js").then((module) => module.Tabs))],
  identity: ["people", late(() => Promise.all([import("./admin-rules.js"), sheet("signin.css")]).then(([module]) => module.Identity))],
  limits: ["gear", late(() => import("./admin-rules.js").then((module) => module.Limits))],
  summary: ["scorecard", late(() => import("./admin-layout.js").then((module) => module.SummaryLayout))],
  attributes: ["attributes", late(() => import("./admin-layout.js").then((module) => module.AttributesLayout))],
  activities: ["timeline", late(() => import("./admin-activities.js").then((module) => module.Activities))],
  users: ["people", late(() => import("./admin-people.js").then((module) => module.Users))],
  audit: ["bullets", late(() => import("./admin-people.js").then((module) => module.Audit))],
  preview: ["search", late(() => import("./admin-preview.js").then((module) => module.PreviewAs))],
  transfer: ["away", late(() => import("./admin-transfer.js").then((module) => module.Transfer))],
  history: ["refresh", late(() => import("./admin-transfer.js").then((module) => module.Earlier))],
};

/** @param {{accounts: Account[], onClose: () => void, onSaved: () => void}} props */
export function Admin({ accounts, onClose, onSaved }) {
  const mine = accounts.filter(administers);
  const [tenant, setTenant] = useState(mine[0]?.tenant ?? "");
  const [page, setPage] = useState("");
  const [dirty, setDirty] = useState(false);
  const [warned, setWarned] = useState(false);
  const heading = useFocus(page || "index");
  const account = mine.find((one) => one.tenant === tenant);

  /** @param {string} next */
  const turn = (next) => {
    setWarned(false);
    setDirty(false);
    setPage(next);
  };
  const back = () => {
    if (!page) onClose();
    else if (dirty && !warned) setWarned(true);
    else turn("");
  };
  useListener(document, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) back();
  });
  const Page = PAGES[page]?.[1];
  return html`<div class="shell admin">
    <header>
      <button type="button" class="tool" aria-label=${page ? t.admin.back : t.admin.leave} onClick=${back}><${Icon} name=${page ? "back" : "close"} /></button>
      <h1 class="grow ell" tabindex="-1" ref=${heading}>${page ? t.admin.pages[page][0] : t.admin.title}</h1>
      ${mine.length === 1 && html`<span class="chip ell">${account?.name}</span>`}
    </header>
    ${mine.length > 1 && html`<div class="admin-tenant"><label class="sr" for="admin-tenant">${t.admin.tenant}</label>
      <select id="admin-tenant" value=${tenant} disabled=${dirty} onChange=${(/** @type {any} */ event) => setTenant(event.target.value)}>
        ${mine.map((one) => html`<option key=${one.tenant} value=${one.tenant} selected=${one.tenant === tenant}>${one.name} (${one.host})</option>`)}</select></div>`}
    ${warned && dirty && html`<p class="notice warned" role="alert">${t.admin.leaveAsk}</p>`}
    <main><div class="scroll" key=${`${tenant} ${page}`} tabindex="0" role="group" aria-label=${page ? t.admin.pages[page][0] : t.admin.title}>
      ${Page
        ? html`<${Page} tenant=${tenant} onDirty=${setDirty} onSaved=${onSaved} />`
        : html`<ul class="subjects">${Object.keys(PAGES).map((name) => html`<li key=${name}><button type="button" onClick=${() => turn(name)}>
            <${Icon} name=${PAGES[name][0]} /><span class="grow"><b>${t.admin.pages[name][0]}</b><span class="muted small wrap">${t.admin.pages[name][1]}</span></span>
            <${Icon} name="next" size=${16} /></button></li>`)}</ul>`}
    </div></main>
  </div>`;
}
