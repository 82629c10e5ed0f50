/** The one place above the content for what the user should know: offline, signed out of Gainsight, old, busy. */

import { html, useEffect, useMemo, useRef } from "./vendor-htm-preact-3.1.1.js";
import { isShortWait } from "./api.js";
import { Icon, Reference, words } from "./elements.js";
import { useNow, useVisible } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings.js";

/** @import {BannerProps, Children, Report, Trouble} from "./props" */

const FIRST_S = 10;
const LONGEST_S = 120;

/**
 * Tries again by itself after a passing failure, later each time, and not while nobody looks.
 * @param {Pick<Report, "error" | "stale" | "busy" | "reload">} report
 * @param {boolean} online
 * @returns {number | null} when, in epoch milliseconds
 */
export function useRetry({ error, stale, busy, reload }, online) {
  /** A new object for each failure. */
  const trouble = error ?? stale;
  const visible = useVisible();
  const tries = useRef(0);
  const due = useMemo(() => {
    if (!trouble?.retryable) {
      if (!busy) tries.current = 0;
      return null;
    }
    const asked = /** @type {Trouble} */ (trouble).retryAfterS ?? /** @type {Trouble} */ (trouble).retry_after;
    const wait = asked ?? Math.min(LONGEST_S, FIRST_S * 2 ** tries.current);
    tries.current += 1;
    return Date.now() + 1000 * Math.max(1, wait);
  }, [trouble]);
  useEffect(() => {
    if (due === null || busy || !online || !visible) return undefined;
    const timer = setTimeout(reload, Math.max(0, due - Date.now()));
    return () => clearTimeout(timer);
  }, [due, busy, online, visible]);
  const wasOnline = useRef(online);
  useEffect(() => {
    if (online && !wasOnline.current) reload();
    wasOnline.current = online;
  }, [online]);
  return due;
}

/** Seconds to the next try. Read out once, not every second. @param {{due: number | null, busy: boolean, queued?: boolean}} props */
export function Countdown({ due, busy, queued }) {
  const now = useNow(due !== null && !busy);
  if (busy) return html`<span>${t.banner.trying}</span>`;
  if (due === null) return null;
  const left = Math.max(0, Math.ceil((due - now) / 1000));
  return html`<span aria-live="off">${queued ? t.banner.queued(left) : t.banner.next(left)}</span>`;
}

/** @param {string} icon @param {Children} said @param {Children} [action] */
const strip = (icon, said, action) => html`<div class="banner" role="status"><${Icon} name=${icon} size=${16} />
  <div class="grow">${said}</div>${action}</div>`;

/** @param {BannerProps} props */
export function Banner({ online, reconnect, onReconnect, trouble, report, due }) {
  const { asOf, busy, isStale, reload } = report;
  const shown = asOf && html`<span>${t.banner.shown(format.clock(asOf))}</span>`;
  if (!online) return strip("offline", html`<b>${t.banner.offline}</b> ${shown} ${t.banner.offlineBack}`);
  if (reconnect) {
    return strip("warning", html`<b>${t.banner.reconnect}</b> ${shown}`,
      html`<button type="button" class="btn small" onClick=${onReconnect}>${t.banner.reconnectButton}</button>`);
  }
  if (trouble ? isShortWait(trouble) : !isStale) return null;
  const title = trouble ? words(trouble.code, trouble.message)[0] : null;
  const tryNow = !busy && html`<button type="button" class="btn quiet small" onClick=${reload}>${t.banner.tryNow}</button>`;
  return strip("warning", html`<b>${title ? `${title}.` : t.banner.stale}</b> ${shown} <${Countdown} due=${due} busy=${busy} queued=${trouble?.code === "upstream_busy"} />
    <${Reference} id=${trouble?.requestId ?? trouble?.request_id ?? ""} />`, tryNow);
}
