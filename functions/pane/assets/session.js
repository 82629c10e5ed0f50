/** How a session begins: what Zoom says about the user, exchanged at the server. */

import * as api from "./api.js";
import * as zoom from "./zoom.js";

/** @import {View} from "./model" */

/** @param {unknown} thrown @returns {never} */
function fail(thrown) {
  if (!(thrown instanceof zoom.ZoomError)) throw thrown;
  throw new api.ApiError(thrown.code === "refused" ? "no_context" : "outside");
}

/** A session from what the client says now: `outside` where there is no client, `no_context` where it does not say. @returns {Promise<View>} */
export const renew = async () => api.openSession(await zoom.appContext().catch(fail));

/**
 * The first session. Desktop clients seal the context into the page; the web client does not, and a page that was kept
 * for a while holds one that has run out.
 * @param {string} sealed what the page came with, or ""
 * @returns {Promise<View>}
 */
export async function open(sealed) {
  zoom.start().catch(() => {}); // whoever needs the client asks again and sees the failure
  if (!sealed) return renew();
  try {
    return await api.openSession(sealed);
  } catch (error) {
    if (error instanceof api.ApiError && error.code === "context_rejected") return renew();
    throw error;
  }
}
