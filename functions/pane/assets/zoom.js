/**
 * The Zoom client, seen through its SDK. Only it, zoom-people.js and zoom-consent.js touch the SDK.
 *
 * The SDK object is a Proxy that answers to any name, `then` included, so no promise here ever resolves to it.
 */

import sdk from "./vendor-appssdk-0.16.41.js";

/** What the pane uses; each name is also ticked in the app's Marketplace settings. @type {import("@zoom/appssdk").Apis[]} */
const CAPABILITIES = [
  "getUserContext", "getAppContext", "authorize", "promptAuthorize", "onAuthorized", "onMyUserContextChange",
  "appPopout", "onAppPopout", "openUrl",
  "getMeetingContext", "getMeetingParticipants", "onParticipantChange", "getMeetingParticipantsEmail", "onParticipantEmail", "sendAppInvitation",
  "showAppInvitationDialog", "onRunningContextChange", "onMeeting",
];
const POPOUT_PX = { width: 480, height: 720 };
const ANSWER_MS = 10_000;
/** The client forgets a configuration after about two hours. */
const RENEW_MS = 110 * 60_000;

/** @typedef {"unauthenticated" | "authenticated" | "authorized"} UserStatus */
/** @typedef {{uuid: string, name: string, role: string}} Attendee */

/** @type {Promise<void> | null} */
let configured = null;
/** @type {string[]} */
let unsupported = [];
let renewal = 0;

/** The client did not answer, refused, or there is none. */
export class ZoomError extends Error {
  /** @param {"outside" | "silent" | "refused"} code @param {unknown} cause */
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

/** @param {unknown} cause */
function asZoomError(cause) {
  const message = cause instanceof Error ? cause.message : String(/** @type {any} */ (cause)?.message ?? cause);
  if (message.includes("not supported by this browser")) return new ZoomError("outside", cause);
  return new ZoomError(message.includes("took longer than") ? "silent" : "refused", cause);
}

/** Runs one SDK call once the client is configured. @template T @param {() => Promise<T>} call @returns {Promise<T>} */
export async function ask(call) {
  await start();
  try {
    return await call();
  } catch (error) {
    throw asZoomError(error);
  }
}

async function configure() {
  try {
    const answer = await sdk.config({
      version: "0.16", capabilities: CAPABILITIES, popoutSize: POPOUT_PX, timeout: ANSWER_MS,
    });
    unsupported = answer.unsupportedApis ?? [];
    clearTimeout(renewal);
    renewal = setTimeout(() => restart().catch(() => {}), RENEW_MS);
  } catch (error) {
    configured = null;
    throw asZoomError(error);
  }
}

/** Introduces the page to the Zoom client, once. Rejects with `outside` where there is no Zoom client. */
export function start() {
  configured ??= configure();
  return configured;
}

/** Introduces the page again, as the client wants after the user's standing has changed. */
export function restart() {
  configured = configure();
  return configured;
}

/** @param {string} api */
export const supports = (api) => !unsupported.includes(api);

/** Who and where the user is, sealed by Zoom for our server. */
export const appContext = async () => (await ask(() => sdk.getAppContext())).context;

/** @returns {Promise<UserStatus>} */
export const userStatus = async () => /** @type {any} */ (await ask(() => sdk.getUserContext())).status;

/** Opens the system browser. Resolves even if Zoom refuses the host: it does not tell. @param {string} url */
export const openUrl = (url) => ask(() => sdk.openUrl({ url })).then(() => {});

/** @param {"dock" | "undock"} action */
export const popout = (action) => ask(() => sdk.appPopout({ action })).then(() => {});

/**
 * Listens once the client is configured; returns what stops it. The SDK's own removal takes a function off every event,
 * so each call has one of its own.
 * @param {import("@zoom/appssdk").Apis} name
 * @param {(event: any) => void} handler
 */
export function listen(name, handler) {
  const own = (/** @type {unknown} */ event) => handler(event);
  const added = start().then(() => sdk.addEventListener(/** @type {any} */ (name), own));
  /** Where there is no client there are no events. */
  added.catch(() => {});
  return () => void added.then(() => sdk.removeEventListener(/** @type {any} */ (name), own), () => {});
}

/** The pane is in a meeting, or no longer. @param {(inMeeting: boolean) => void} handler */
export function onPlace(handler) {
  const ends = [
    listen("onRunningContextChange", ({ runningContext }) => handler(runningContext !== "inMainClient")),
    listen("onMeeting", ({ action }) => action === "ended" && handler(false)),
  ];
  return () => ends.forEach((end) => end());
}

/** @param {(event: {status?: UserStatus}) => void} handler */
export const onUserChange = (handler) => listen("onMyUserContextChange", handler);

/** @param {(event: {action: "dock" | "undock"}) => void} handler */
export const onPopout = (handler) => listen("onAppPopout", handler);
