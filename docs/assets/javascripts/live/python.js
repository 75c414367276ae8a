/* Python for this page: a worker, started when it is asked first, and anew after a stop. */
const LIMIT = 60_000;
const OLD = "This browser is too old to run Python: what stands here was printed by the build.";
const SLOW = "Python did not start within a minute. Press again to try once more.";

const waiting = new Map();
let asked = 0;
let worker, starting;
export let versions;

function start() {
  if (!("DecompressionStream" in globalThis)) return Promise.reject(new Error(OLD));
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    const fail = (words) => {
      reject(new Error(words));
      stop(words);
    };
    const late = setTimeout(fail, LIMIT, SLOW);
    worker.onerror = ({ message }) => fail(message || "This browser refused to start Python.");
    worker.onmessage = ({ data: { kind, id, ...said } }) => {
      if (kind === "ready") {
        clearTimeout(late);
        versions = said.versions;
        resolve();
      } else if (kind === "failed") {
        clearTimeout(late);
        fail(said.words);
      } else if (kind === "progress") {
        for (const one of waiting.values()) one.tell?.(said.words);
      } else if (kind === "print") {
        waiting.get(id)?.print?.(said.text);
      } else {
        waiting.get(id)?.resolve(said.answer);
        waiting.delete(id);
      }
    };
  });
}

/* Have Python run something: `tell` hears how far it is, `print` what is printed meanwhile. */
export function ask(request, { tell, print } = {}) {
  return new Promise((resolve, reject) => {
    const id = asked++;
    waiting.set(id, { resolve, reject, tell, print });
    starting ??= start();
    starting.then(() => worker?.postMessage({ id, request }), reject);
  });
}

/* End what runs; whoever waits is told why. */
export function stop(words) {
  worker?.terminate();
  worker = starting = undefined;
  for (const one of waiting.values()) {
    one.reject(words ? new Error(words) : new DOMException("Stopped", "AbortError"));
  }
  waiting.clear();
}
