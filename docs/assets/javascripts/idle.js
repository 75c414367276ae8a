/* The theme's script measures the whole page: it waits until the page has been shown. */
(() => {
  const { bundle } = document.currentScript.dataset;
  const idle = window.requestIdleCallback ?? setTimeout;
  const load = () => {
    const script = document.createElement("script");
    script.src = bundle;
    // It starts at this event, which has been before it came.
    script.onload = () => document.dispatchEvent(new Event("DOMContentLoaded"));
    document.body.append(script);
  };
  addEventListener("load", () => idle(load));
})();
