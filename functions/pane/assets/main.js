/** Starts the pane. */

import { Component, html, render } from "./vendor-htm-preact-3.1.1.js";
import { App } from "./app.js";
import { ApiError } from "./api.js";
import { Problem } from "./elements.js";

/** Shows what to do when a component has failed, instead of an empty pane. */
class Guard extends Component {
  /** @type {{failed: boolean}} */
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  /** @param {any} props */
  render({ children }) {
    if (!this.state.failed) return children;
    return html`<main class="screen scroll"><${Problem} error=${new ApiError("crashed")} retry=${() => location.reload()} /></main>`;
  }
}

const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="zoom-app-context"]'));
const sealed = meta?.content ?? "";
meta?.remove();

const root = /** @type {HTMLElement} */ (document.getElementById("pane"));
root.textContent = "";
render(html`<${Guard}><${App} sealed=${sealed} /><//>`, root);
