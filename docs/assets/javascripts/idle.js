/* The theme's script measures the whole page: it waits until the page has been shown. */
(() => {
  const { bundle } = document.currentScript.dataset;
  const idle = window.requestIdleCallback ?? setTimeout;
  const load = () => {
    const script = document.createElement("script");
    script.src = bundle;
    document.body.append(script);
  };
  addEventListener("load", () => idle(load));
})();
