/** The brief at the top of the Summary: what changed since the last call, who came, what is under way. */

import { html, useEffect, useMemo, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { call, keyOf } from "./api.js";
import { Countdown, useRetry } from "./banner.js";
import { Button, Icon, Veil, words } from "./elements.js";
import { covered } from "./fields.js";
import { useLatest, useOnline, useResource } from "./hooks.js";
import { recallSection } from "./section.js";
import * as zoom from "./zoom-people.js";
import * as format from "./format.js";
import { t } from "./strings-brief.js";

/** @import {ApiError} from "./api.js" */
/** @import {Activity, Attended, BriefData, SinceAnswer} from "./brief-model" */
/** @import {Children, Trouble} from "./props" */
/** @import {Account, Customer, Field} from "./model" */

/** Joins come in bursts, and Zoom tells the server of them some seconds later, now and then many. */
const TOLD_MS = [5000, 20_000];
const SCORE = "CurrentScore";

/** Folded away for as long as the pane is open. */
let folded = false;

/** @param {AbortSignal} signal @param {Customer} customer @returns {Promise<SinceAnswer>} */
const readSince = (signal, customer) => call("GET", `participants/since/${keyOf(customer)}`, { signal });

/** Who came, asked again when somebody joins or leaves, or where Zoom had not told of the call yet. @param {Customer} customer */
function useSince(customer) {
  const since = useResource(`since ${keyOf(customer)}`, (signal) => readSince(signal, customer));
  const timers = useRef(/** @type {number[]} */ ([]));
  const forget = () => timers.current.forEach(clearTimeout);
  const untold = useLatest(() => since.data?.told === false && since.reload());
  useEffect(() => {
    timers.current = TOLD_MS.map((ms) => window.setTimeout(untold, ms));
    const end = zoom.onParticipants(() => {
      forget();
      timers.current = TOLD_MS.map((ms) => window.setTimeout(since.reload, ms));
    });
    return () => {
      forget();
      end();
    };
  }, [keyOf(customer)]);
  return since;
}

/** @param {{title: string, children: Children}} props */
const Part = ({ title, children }) => html`<section><h3>${title}</h3><ul>${children}</ul></section>`;

/** @param {{field: Field}} props */
const Was = ({ field }) => format.text(field) || html`<span class="muted">${t.brief.empty}</span>`;

/** Where a number went, for the eye. @param {{before: Field, after: Field}} change */
function direction({ before, after }) {
  if (typeof before.value !== "number" || typeof after.value !== "number") return null;
  return before.value < after.value ? "up" : "down";
}

/** @param {{change: {before: Field, after: Field}}} props */
function Change({ change }) {
  const { before, after } = change;
  const way = direction(change);
  const tone = way && (after.name === SCORE || after.type === "currency") ? (way === "up" ? "good-text" : "bad-text") : "";
  return html`<li class="change"><span class="muted" dir="auto">${after.label}</span>
    <span class="values"><${Veil} when=${covered(after)}><s><span class="sr">${t.brief.was} </span><${Was} field=${before} /></s>
      <${Icon} name="next" size=${14} /><b dir="auto" class=${tone}><${Was} field=${after} /></b><//></span></li>`;
}

/** @param {{title: string, people: Children[]}} props */
const Line = ({ title, people }) => (people.length ? html`<li><span class="muted">${title}:</span> ${people}</li>` : null);

/** @param {Attended[]} people @returns {Children[]} */
const named = (people) => people.map((one, at) => html`<span key=${one.person_id}>${at > 0 && ", "}<b dir="auto">${one.name}</b>${one.title && html` <span class="muted small" dir="auto">${one.title}</span>`}</span>`);

/** @param {{people: SinceAnswer["people"]}} props */
function People({ people }) {
  const { new: fresh, missing, strangers } = people;
  if (!fresh.length && !missing.length && !strangers.length) return null;
  return html`<${Part} title=${t.brief.people}>
    <${Line} title=${t.brief.new} people=${named(fresh)} />
    <${Line} title=${t.brief.missing} people=${named(missing)} />
    <${Line} title=${t.brief.strangers} people=${strangers.length ? [html`<bdi>${format.list(strangers)}</bdi>`] : []} />
  <//>`;
}

/** @param {{due: string | null}} props */
function Due({ due }) {
  const days = due && format.daysUntil(due);
  if (!due || days === null) return null;
  const late = Number(days) < 0;
  return html` <span class=${`chip ${late ? "bad" : ""}`}>${(late ? t.brief.overdue : t.brief.due)(format.date(due))}</span>`;
}

/** @param {{item: Activity}} props */
const Done = ({ item }) => html`<li class="done"><span class="muted small">${item.activity_at && format.date(item.activity_at)} · ${item.type}</span>
  <span dir="auto"><${Veil} as=${t.brief.covered}>${item.subject || t.brief.untitled}<//></span></li>`;

/** @param {{data: BriefData}} props */
function Changes({ data: { since, changes } }) {
  if (!since || !changes) return null;
  if (!changes.length) return html`<p class="muted small">${t.brief.same}</p>`;
  return html`<${Part} title=${t.brief.changed}>${changes.map((one) => html`<${Change} key=${one.after.name} change=${one} />`)}<//>`;
}

/** @param {{data: BriefData}} props */
function Work({ data }) {
  const { to_do: toDo, to_do_more: more, calls_to_action: ctas, activities } = data;
  return html`
    ${toDo.length > 0 && html`<${Part} title=${t.brief.toDo}>
      ${toDo.map((one) => html`<li><${Veil} as=${t.brief.covered}><span dir="auto">${one.text}</span>${one.owner && html` <span class="muted small" dir="auto">${one.owner}</span>`}<//><${Due} due=${one.due} /></li>`)}
      ${more > 0 && html`<li class="muted small">${t.brief.toDoMore(more)}</li>`}<//>`}
    ${ctas && ctas.items.length > 0 && html`<${Part} title=${t.brief.ctas}>
      ${ctas.items.map((one) => html`<li><span dir="auto"><${Veil} as=${t.brief.covered}>${one.name}<//></span><${Due} due=${one.due} /></li>`)}
      ${ctas.more && html`<li class="muted small">${t.brief.ctasMore}</li>`}<//>`}
    ${activities && activities.length > 0 && html`<${Part} title=${t.brief.activities}>
      ${activities.map((one) => html`<${Done} key=${one.id} item=${one} />`)}<//>`}`;
}

/** @param {{data: BriefData | null, busy: boolean}} props */
function When({ data, busy }) {
  if (!data) return html`<span class="muted">${busy ? t.brief.reading : ""}</span>`;
  const { since } = data;
  const said = since ? (since.in_call ? t.brief.sinceCall : t.brief.sinceLook)(format.date(since.at)) : t.brief.first;
  return html`<span class="muted ell">${said}</span>`;
}

/** @param {{parts: string[], error: ApiError | null, due: number | null, busy: boolean, retry: () => void}} props due: it is read again by itself */
const Failed = ({ parts, error, due, busy, retry }) => (parts.length ? html`<div class="row small" role="status">
  <span class="grow">${parts.map((part) => t.brief.failed[part]).join(" ")} ${error && `${words(error.code, error.message)[0]}.`}
    ${due !== null && html` <${Countdown} due=${due} busy=${busy} queued />`}</span>
  ${due === null && html`<${Button} class="line small" onClick=${retry}>${t.retry}<//>`}</div>` : null);

/** @param {{data: BriefData | null, busy: boolean, nothing: boolean, children: Children}} props nothing: there is nothing to fold */
function Card({ data, busy, nothing, children }) {
  const [open, setOpen] = useState(!folded);
  const toggle = (/** @type {Event} */ { currentTarget }) => {
    folded = !(/** @type {HTMLDetailsElement} */ (currentTarget).open);
    setOpen(!folded);
  };
  const changes = data?.changes?.length ?? 0;
  if (nothing) return html`<div class="brief"><div class="brief-head"><h2>${t.brief.title}</h2><${When} data=${data} busy=${busy} /></div></div>`;
  return html`<details class="brief" open=${open} onToggle=${toggle} aria-busy=${String(busy)}>
    <summary class="brief-head"><h2>${t.brief.title}</h2><${When} data=${data} busy=${busy} />
      ${changes > 0 && html`<span class="chip acc"><span class="sr">${t.brief.changed}: </span>${changes}</span>`}<${Icon} name="chevron" size=${16} /></summary>
    ${children}
  </details>`;
}

/** The parts that could not be read. @param {ApiError | null} whole @param {BriefData | null} data @param {ApiError | null} since */
const lost = (whole, data, since) => [
  whole ? "brief" : "",
  ...(data?.failed ?? []).map(({ part }) => part),
  since && since.code !== "tab_off" ? "people" : "",
].filter((part) => part !== "");

/** Whether there is anything to say below the head. @param {BriefData} data @param {SinceAnswer | null} since */
const says = ({ since: before, changes, to_do: toDo, calls_to_action: ctas, activities }, since) =>
  (before && changes) || [toDo, ctas?.items, activities, ...(since?.told ? Object.values(since.people) : [])].some((list) => list?.length);

/** @template {Pick<Trouble, "code" | "retryAfterS">} T @param {T | null} trouble */
const inTurn = (trouble) => (trouble?.code === "upstream_busy" && trouble.retryAfterS != null ? trouble : null);

/** The part whose turn comes last: by then all can be read. @param {BriefData | null} data @returns {Trouble | null} */
function lastInTurn(data) {
  const parts = (data?.failed ?? []).map((part) => ({ ...part, retryAfterS: part.retry_in_s })).filter(inTurn);
  return parts.sort((one, other) => Number(other.retryAfterS) - Number(one.retryAfterS))[0] ?? null;
}

/** @param {{customer: Customer, account: Account | undefined, turn: number}} props */
export default function Brief({ customer, account, turn }) {
  const { data: answer, error, busy, reload } = useResource(`brief ${keyOf(customer)}`, async (signal, again) =>
    /** @type {{data?: BriefData} | undefined} */ ((await recallSection(signal, customer, "brief", { place: `${account?.user.gsid} ${turn}`, again })).section));
  const since = useSince(customer);
  const data = answer?.data ?? null;
  const parts = useMemo(() => lastInTurn(data), [data]);
  const again = () => {
    reload();
    since.reload();
  };
  const due = useRetry({ error: inTurn(error) ?? inTurn(since.error), stale: parts, busy, reload: again }, useOnline());
  const turned = useRef(turn);
  useEffect(() => {
    if (turn !== turned.current) again();
    turned.current = turn;
  }, [turn]);
  if (answer && !data) return html`<div hidden></div>`;
  const failed = lost(error, data, since.error);
  return html`<${Card} data=${data} busy=${busy} nothing=${data && !failed.length && !says(data, since.data)}>
    ${data && html`<${Changes} data=${data} />`}
    ${since.data?.told && html`<${People} people=${since.data.people} />`}
    ${data && html`<${Work} data=${data} />`}
    <${Failed} parts=${failed} error=${error} due=${due} busy=${busy} retry=${again} />
  <//>`;
}
