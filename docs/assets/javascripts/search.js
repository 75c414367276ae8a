/* The theme's search: it waits until it is wanted, and works from the disk as well. */
(() => {
  const disk = location.protocol === "file:";
  const wanted = new Promise((resolve) => {
    const box = "[data-md-component=search-query], [data-md-toggle=search]";
    for (const event of ["focusin", "change"]) {
      document.addEventListener(event, ({ target }) => target.matches(box) && resolve());
    }
  });

  // The index weighs more than a page.
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, url) {
    open.call(this, method, url);
    if (url.endsWith("/search_index.json")) this.send = () => wanted.then(() => send.call(this));
  };

  async function start(url, hear) {
    await wanted;
    const worker = new Theirs(url);
    worker.onmessage = hear;
    return worker;
  }

  // No browser starts a worker from the disk. A hidden frame does the same work.
  const startInFrame = (url, hear) =>
    new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.onload = () => {
        const inside = frame.contentWindow;
        const script = inside.document.createElement("script");
        script.src = url;
        inside.postMessage = (data) => hear({ data });
        script.onload = () =>
          resolve({ postMessage: (data) => inside.dispatchEvent(new MessageEvent("message", { data })) });
        inside.document.body.append(script);
      };
      document.body.append(frame);
    });

  const Theirs = window.Worker;
  window.Worker = class extends EventTarget {
    constructor(url, options) {
      if (options) return new Theirs(url, options); // not the theme's
      super();
      const hear = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.inside = (disk ? startInFrame : start)(url, hear);
    }

    async postMessage(data) {
      (await this.inside).postMessage(data);
    }
  };
})();
