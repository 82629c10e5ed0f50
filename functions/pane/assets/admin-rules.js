/** Whose account is whose, what Salesforce users reach, and the limits the app keeps to. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { Check, DocumentPage, Lines, Part, Text, useDocument } from "./admin-parts.js";
import { Cards } from "./signin-steps.js";
import { t } from "./strings-admin.js";

/** @import {Editing, PageProps, Policy} from "./admin-model" */
/** @import {AutomaticName} from "./model" */

/** @type {Policy["portfolio"]["records"][]} */
const RULES = ["own", "listed", "all"];

/** @param {PageProps} props */
export function Identity(props) {
  const edited = useDocument("policy", props);
  const content = () => {
    const { draft, set, at } = /** @type {Editing<Policy>} */ (edited.editing);
    const { portfolio } = draft;
    const change = (/** @type {Partial<Policy["portfolio"]>} */ part) => set({ portfolio: { ...portfolio, ...part } });
    const options = RULES.map((id) => ({ id, label: t.identity.rules[id][0], explanation: t.identity.rules[id][1] }));
    const pairs = (/** @type {string[]} */ lines) => set({ named_pairs: lines.map((line) => {
      const [zoom = "", gainsight = ""] = line.split(",").map((one) => one.trim());
      return [zoom, gainsight];
    }) });
    return html`<${Part} title=${t.identity.title}><p class="muted small">${t.identity.body}</p>
        <${Lines} label=${t.identity.domains} hint=${t.identity.domainsHint} value=${draft.same_organisation_domains} error=${at("same_organisation_domains")}
          onChange=${(/** @type {string[]} */ domains) => set({ same_organisation_domains: domains })} />
        <${Lines} label=${t.identity.pairs} hint=${t.identity.pairsHint} value=${draft.named_pairs.map((pair) => pair.filter(Boolean).join(", "))} error=${at("named_pairs")} onChange=${pairs} />
      <//>
      <${Part} title=${t.identity.salesforce}>
        <${Check} label=${t.identity.enabled} hint=${t.identity.enabledHint} checked=${portfolio.enabled} onChange=${(/** @type {boolean} */ enabled) => change({ enabled })} />
        ${portfolio.enabled && html`<${Cards} name="records" legend=${t.identity.records} seen options=${options} chosen=${portfolio.records} error=${at("portfolio.records")}
          onChoose=${(/** @type {"own"} */ records) => change({ records })} />`}
        ${((portfolio.enabled && portfolio.records === "listed") || at("portfolio.companies")) && html`<${Lines} label=${t.identity.companies} hint="" value=${portfolio.companies} error=${at("portfolio.companies")}
          onChange=${(/** @type {string[]} */ companies) => change({ companies })} />`}
      <//>`;
  };
  return html`<${DocumentPage} edited=${edited}>${content}<//>`;
}

/** @param {PageProps} props */
export function Limits(props) {
  const edited = useDocument("policy", props);
  const content = () => {
    const { draft, set, at } = /** @type {Editing<Policy>} */ (edited.editing);
    const number = (/** @type {"call_share" | "keep_alive_days" | "idle_days"} */ name, /** @type {string} */ label, /** @type {string} */ hint) => html`<${Text}
      label=${label} hint=${hint} type="number" value=${String(draft[name])} error=${at(name)} inputmode="numeric" onInput=${(/** @type {string} */ text) => set({ [name]: Math.round(Number(text)) })} />`;
    const check = (/** @type {"viewers_write_people" | "copy_comments" | "relationship_edits" | "consent_requests"} */ name, /** @type {string} */ label) => html`<${Check}
      label=${label} checked=${!!draft[name]} onChange=${(/** @type {boolean} */ on) => set({ [name]: on })} />`;
    const off = draft.automatic_off ?? [];
    const automatic = (/** @type {AutomaticName} */ name, /** @type {string} */ label) => html`<${Check} key=${name} label=${label} checked=${!off.includes(name)}
      onChange=${(/** @type {boolean} */ on) => set({ automatic_off: on ? off.filter((one) => one !== name) : [...off, name] })} />`;
    const url = (/** @type {"company" | "relationship"} */ kind, /** @type {string} */ label) => html`<${Text} label=${label} hint=${t.limits.urlHint} type="url"
      value=${draft.record_urls[kind] ?? ""} error=${at(`record_urls.${kind}`)} onInput=${(/** @type {string} */ text) => {
        const urls = Object.entries({ ...draft.record_urls, [kind]: text.trim() });
        set({ record_urls: Object.fromEntries(urls.filter(([, one]) => one)) });
      }} />`;
    return html`<${Lines} label=${t.limits.ignored} hint=${t.limits.ignoredHint} value=${draft.ignored_mail_domains} error=${at("ignored_mail_domains")}
        onChange=${(/** @type {string[]} */ domains) => set({ ignored_mail_domains: domains })} />
      ${number("call_share", t.limits.share, t.limits.shareHint)}
      ${number("keep_alive_days", t.limits.keepAlive, t.limits.keepAliveHint)}
      ${number("idle_days", t.limits.idle, t.limits.idleHint)}
      <div class="several">${check("viewers_write_people", t.limits.viewers)}${"consent_requests" in draft && check("consent_requests", t.limits.consent)}${"relationship_edits" in draft && check("relationship_edits", t.limits.relationships)}${check("copy_comments", t.limits.comments)}</div>
      ${"usage_object" in draft && html`<${Text} label=${t.limits.usage} hint=${t.limits.usageHint} value=${draft.usage_object} error=${at("usage_object")} spellcheck=${false} autocapitalize="off"
        onInput=${(/** @type {string} */ text) => set({ usage_object: text.trim() })} />`}
      <${Part} title=${t.limits.automatic}><p class="muted small">${t.limits.automaticBody}</p>
        <div class="several">${t.limits.automaticItems.map(([name, label]) => automatic(name, label))}</div><//>
      ${url("company", t.limits.companyUrl)}${url("relationship", t.limits.relationshipUrl)}`;
  };
  return html`<${DocumentPage} edited=${edited}>${content}<//>`;
}
