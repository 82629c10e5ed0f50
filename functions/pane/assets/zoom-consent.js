/** The user's consent, asked for through the Zoom client: fetched when it is missing. */

import sdk from "./vendor-appssdk-0.16.41.js";
import { ask, listen } from "./zoom.js";

/** @typedef {{code: string, redirectUri: string, result: boolean, state?: string}} Authorized */

/** Asks for consent in the client; silent when given before. The answer comes by `onAuthorized`. @param {string} codeChallenge @param {string} state */
export const authorize = (codeChallenge, state) => ask(() => sdk.authorize({ codeChallenge, state })).then(() => {});

/** Lets a guest log in to Zoom, or add the app. */
export const promptAuthorize = () => ask(() => sdk.promptAuthorize()).then(() => {});

/** @param {(event: Authorized) => void} handler */
export const onAuthorized = (handler) => listen("onAuthorized", handler);
