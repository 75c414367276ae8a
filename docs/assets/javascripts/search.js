/* The theme's search, with its index loaded when it is wanted, and from the disk as well. */
(() => {
  if (location.protocol !== "file:") {
    // The index weighs more than a page: it waits until somebody goes to the search box.
    const wanted = new Promise((resolve) => {
      const box = "[data-md-component=search-query], [data-md-toggle=search]";
      for (const event of ["focusin", "change"]) {
        document.addEventListener(event, ({ target }) => target.matches(box) && resolve());
      }
    });
    const { open, send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, url) {
      open.call(this, method, url);
      if (url.endsWith("/search_index.json")) this.send = () => wanted.then(() => send.call(this));
    };
    return;
  }
  // No browser starts a worker from the disk. A hidden frame does the same work.
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      this.inside = new Promise((resolve) => {
        frame.onload = () => {
          const inside = frame.contentWindow;
          inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
          const script = inside.document.createElement("script");
          script.src = url;
          script.onload = () => resolve(inside);
          inside.document.body.append(script);
        };
      });
      document.body.append(frame);
    }

    async postMessage(data) {
      (await this.inside).dispatchEvent(new MessageEvent("message", { data }));
    }
  };
})();
