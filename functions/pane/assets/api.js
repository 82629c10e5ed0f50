/**
 * The server. The only module that calls `fetch`: it alone knows the base path, the bearer (in memory only), time-outs
 * and what failures look like. Every function resolves to the answer's JSON or rejects with one `ApiError`.
 */

/** @import {CallOptions, ErrorDetail, Server} from "./props" */
/** @import {Customer, View} from "./model" */

/** Assets live at `<base>/assets/<version>/`, the routes at `<base>/`. */
const BASE = new URL("../../", import.meta.url);
const TIMEOUT_MS = 20_000;
const SHORT_S = 6;

export class ApiError extends Error {
  /** @param {string} code the server's, or one of ours in strings.js @param {ErrorDetail} more */
  constructor(code, more = {}) {
    super(more.message || code);
    this.code = code;
    this.status = more.status ?? 0;
    this.retryable = more.retryable ?? false;
    this.requestId = more.requestId ?? "";
    this.retryAfterS = more.retryAfterS ?? null;
    this.fields = more.fields ?? {};
    this.details = more.details ?? {};
  }
}

/** @type {string | null} */
let bearer = null;
/** @type {Promise<void> | null} */
let renewing = null;
/** @type {() => Promise<void>} */
let renew = () => Promise.reject(new ApiError("session_expired", { status: 401 }));

/** Tells, once, how to get a new bearer when the old one has ended. @param {() => Promise<void>} how */
export function onExpired(how) {
  renew = how;
}

function renewOnce() {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

/** The user is elsewhere: what is asked from now on is of the call they are in. Where this fails, the next call tries again. */
export function move() {
  bearer = null;
  return renewOnce();
}

/** `Retry-After` in seconds, from either of its two forms. @param {Headers} headers */
function retryAfterS(headers) {
  const value = headers.get("retry-after");
  if (!value) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

/** The error in an answer that is not ours: API Gateway's own, a proxy's HTML page, nothing at all. @param {Response} response */
function foreignError(response) {
  const { status } = response;
  const requestId = response.headers.get("apigw-requestid") ?? response.headers.get("x-request-id") ?? "";
  const more = { status, requestId, retryAfterS: retryAfterS(response.headers) };
  if (status === 401) return new ApiError("session_expired", more);
  if (status === 403) return new ApiError("forbidden", more);
  if (status === 404) return new ApiError("bad_answer", more);
  if (status === 429) return new ApiError("throttled", { ...more, retryable: true });
  if (status >= 500) return new ApiError("unavailable", { ...more, retryable: true });
  return new ApiError("bad_answer", { ...more, retryable: true });
}

/** @param {Response} response @param {boolean} [text] not JSON, but a text in pages @returns {Promise<any>} */
async function read(response, text) {
  if (response.status === 204) return null;
  if (text && response.ok) return { text: await response.text(), next: response.headers.get("x-next") };
  const json = (response.headers.get("content-type") ?? "").includes("json");
  const body = json ? await response.json().catch(() => null) : null;
  if (response.ok && body !== null) return body;
  const error = body?.error;
  if (!error || typeof error.code !== "string") throw foreignError(response);
  throw new ApiError(error.code, {
    message: error.message,
    status: response.status,
    retryable: error.retryable === true,
    requestId: error.request_id,
    retryAfterS: retryAfterS(response.headers),
    fields: error.fields,
    details: error.details,
  });
}

/** @param {string} method @param {string} path under the base @param {CallOptions} options @returns {Promise<any>} */
async function exchange(method, path, { body, query, signal, anonymous, text, keepalive }) {
  const url = new URL(path, BASE);
  url.search = new URLSearchParams(query).toString();
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (bearer && !anonymous) headers.Authorization = `Bearer ${bearer}`;
  try {
    const response = await fetch(url, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      keepalive, cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
    });
    return await read(response, text);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (signal?.aborted) throw new ApiError("aborted");
    if (limit.aborted) throw new ApiError("timeout", { retryable: true });
    throw new ApiError(navigator.onLine ? "unreachable" : "offline", { retryable: true });
  }
}

/** Whether Gainsight's limit lets this user through so soon that nothing need be said about it. @param {{code: string, retryAfterS?: number | null}} trouble */
export const isShortWait = ({ code, retryAfterS: wait }) => code === "upstream_busy" && wait != null && wait <= SHORT_S;

/** @param {number} ms @param {AbortSignal} [signal] */
const pause = (ms, signal) => new Promise((resume) => {
  setTimeout(resume, ms);
  signal?.addEventListener("abort", resume);
});

/**
 * Waits where it is this user's turn in a moment, so that a short wait looks like a slow answer.
 * @param {string} method @param {string} path @param {CallOptions} options @returns {Promise<any>}
 */
async function inTurn(method, path, options, turns = 2) {
  try {
    return await exchange(method, path, options);
  } catch (error) {
    if (!(error instanceof ApiError) || !isShortWait(error) || turns === 0) throw error;
    await pause(1000 * (error.retryAfterS ?? 0), options.signal);
    return inTurn(method, path, options, turns - 1);
  }
}

/**
 * One call with the bearer; an ended session is renewed silently, once, and the call repeated.
 * @param {string} method @param {string} path @param {CallOptions} [options]
 */
export async function call(method, path, options = {}) {
  const used = bearer;
  try {
    return await inTurn(method, path, options);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "session_expired") throw error;
    if (used === bearer) await renewOnce();
    if (options.signal?.aborted) throw new ApiError("aborted");
    return inTurn(method, path, options);
  }
}

/** What names a record, as one string. @param {Customer} customer */
export const keyOf = ({ tenant, kind, id }) => [tenant, kind, id].map(encodeURIComponent).join("/");

/** Exchanges what Zoom says about the user for a session; a guest gets none. @param {string} context @returns {Promise<View>} */
export async function openSession(context) {
  const answer = await exchange("POST", "session", { body: { context }, anonymous: true });
  bearer = answer.token ?? null;
  return answer;
}

/** @type {Server["session"]} */
export const session = (signal) => call("GET", "session", { signal });

/** Forgets the Gainsight side and every session of this user. */
export async function logOut() {
  await call("DELETE", "session");
  bearer = null;
}

/** Deletes all that is kept of this user. */
export async function deleteMe() {
  await call("DELETE", "me");
  bearer = null;
}

/** Forgets the connection to one tenant. @param {string} tenant */
export const disconnect = (tenant) => call("DELETE", `connections/${encodeURIComponent(tenant)}`);

/** @type {Server["zoomAuthorize"]} */
export const zoomAuthorize = () => call("POST", "oauth/zoom/authorize");

/** @type {Server["zoomAuthorized"]} */
export const zoomAuthorized = (body) => call("POST", "oauth/zoom/authorized", { body });

/** Where somebody signs in. @type {Server["loginRoute"]} */
export const loginRoute = (who, signal) => call("POST", "login/route", { body: { integration: "gainsight", ...who }, signal });

/** @type {Server["loginStart"]} */
export const loginStart = (who, signal) => call("POST", "login/start", { body: { integration: "gainsight", ...who }, signal });

/** @type {Server["search"]} */
export const search = (q, kind, tenant, signal) => call("GET", "search", { query: { q, kind, tenant }, signal });

/** @type {Server["record"]} */
export const record = (customer, sections, signal) => call("GET", `c360/${keyOf(customer)}`, { query: { sections }, signal });
