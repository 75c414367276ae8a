/* Python, apart from the page: it can compute for long, and be ended. */
const live = new URL("../../live/", import.meta.url);
const PACKED = { "pyodide.asm.wasm": "wasm", "python_stdlib.zip": "stdlib" };
const DRAWS = /\b(?:matplotlib|mpl_toolkits)\b/;

const say = (kind, said) => postMessage({ kind, ...said });
const load = globalThis.fetch;
let known, python, session, drawing;

/* A browser does not say why it gave nothing: because nothing came, or not what the build made. */
async function get(url, options) {
  const name = url.pathname.split("/").at(-1);
  const answer = await load(url, options).catch(() => undefined);
  if (answer?.ok) return answer;
  const there = answer ?? (await load(url, { method: "HEAD" }).catch(() => undefined));
  if (!there) throw new Error("Python is out of reach. Are you offline?");
  if (there.ok) throw new Error(`Python was not started: ${name} is damaged, or was blocked.`);
  throw new Error(`Python was not loaded: the server answers ${there.status} for ${name}.`);
}

/* A pack is compressed by the build, under a name that no server takes for an encoding. */
async function unpack(name) {
  const url = new URL(`${known.folder}${name}.pack`, live);
  const { body } = await get(url, { integrity: known.packs[name] });
  const headers = { "Content-Type": "application/wasm" };
  return new Response(body.pipeThrough(new DecompressionStream("gzip")), { headers });
}

const bytes = async (answer) => new Uint8Array(await (await answer).arrayBuffer());

function install(content) {
  python.unpackArchive(content, "zip", { extractDir: "/packages" });
}

async function start() {
  say("progress", { words: "Loading Python" });
  // Some servers forbid it for the whole site.
  await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  known = await (await get(new URL("runtime.json", live), { cache: "no-cache" })).json();
  const folder = new URL(known.folder, live);
  const packed = { wasm: unpack("wasm"), stdlib: unpack("stdlib") };
  const parts = [
    bytes(unpack("numpy")),
    bytes(get(new URL(known.wheel, live))),
    bytes(get(new URL("book.zip", live))),
  ];
  const all = Promise.all([...Object.values(packed), ...parts]);
  globalThis.fetch = (url, options) =>
    packed[PACKED[String(url.url ?? url).split("/").at(-1)]] ?? load(url, options);
  const begun = import(new URL("pyodide.mjs", folder)).then(({ loadPyodide }) =>
    loadPyodide({
      indexURL: folder.href,
      env: { HOME: "/home/pyodide", MPLCONFIGDIR: "/tmp" },
    }),
  );
  // If a part never comes, Pyodide would wait for it forever.
  await Promise.race([begun, all.then(() => begun)]);
  python = await begun;
  for (const part of parts) install(await part);
  python.runPython('import sys; sys.path.append("/packages")');
  say("progress", { words: "Starting Python" });
  const browser = python.pyimport("builder.publish.live.browser");
  session = browser.Session(JSON.stringify(known.roles));
  say("ready", { versions: JSON.parse(browser.versions(known.library)) });
}

async function answer({ id, request }) {
  const codes = [request.code, ...(request.before ?? []).map(({ code }) => code)];
  if (!drawing && codes.some((code) => DRAWS.test(code))) {
    say("progress", { words: "Loading Matplotlib" });
    install(await bytes(unpack("matplotlib")));
    session.prepare();
    drawing = true;
  }
  say("progress", { words: "Running" });
  const print = (text) => say("print", { id, text });
  say("answer", { id, answer: JSON.parse(session.run(JSON.stringify(request), print)) });
}

/* One after the other; what fails once will fail again. */
let last = start();
last.catch(failed);
function failed(error) {
  say("failed", { words: error instanceof WebAssembly.CompileError
    ? "This site's server does not let a page run Python." : error.message });
}
onmessage = ({ data }) => {
  last = last.then(() => answer(data));
  last.catch(failed);
};
