/* The playground: an empty session, starters from the blocks of the page, a link with the code. */
import { Block, button, element } from "./block.js";

const MOST = 100_000;
const UNREAD = "The code in this link cannot be read.";

async function through(stream, bytes) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  const parts = [];
  let size = 0;
  // Some bytes unpack to more than a browser holds.
  for (const reader = piped.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(value);
    if ((size += value.length) > MOST) throw new RangeError("too long");
  }
}

async function packed(code) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(code));
  const text = btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpacked(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(plain, (one) => one.charCodeAt(0));
  const code = await through(new DecompressionStream("deflate-raw"), bytes);
  return new TextDecoder("utf-8", { fatal: true }).decode(code);
}

export function open(place, page) {
  const bar = element("div", { className: "ol-live" });
  bar.append(button("", () => block.press(), "ol-run"), button("", () => {}, "ol-edit"));
  const shown = element("div", { className: "highlight" }, element("pre"), bar);
  const status = element("p");
  status.setAttribute("role", "status");
  const starters = element("select", { id: "ol-starter" }, new Option("an empty page", ""));
  for (const one of page.blocks) {
    const sections = [...document.querySelectorAll("article h3")];
    const before = (title) => title.compareDocumentPosition(one.shown) & 4;
    const title = sections.filter(before).at(-1)?.firstChild.textContent;
    if (title) starters.add(new Option(title, one.first));
  }
  const label = element("label", { htmlFor: starters.id, textContent: "Start with" });
  const handles = element("div", { className: "ol-handles" }, element("p", {}, label, starters));
  place.replaceChildren(handles, shown, status);

  const block = new Block(shown, page.blocks.length, { blocks: [], say: page.say });
  Object.assign(block, { session: true, wants: [] });
  block.edit();
  block.runs.textContent = `Run: ${page.cost}`;
  const { editor } = block;
  starters.addEventListener("change", () => editor.set(starters.value));
  const share = async () => {
    history.replaceState(null, "", `#code=${await packed(block.text)}`);
    status.textContent = "The address of this page now holds the code. It is sent to no server.";
  };
  block.bar.append(button("Link to this code", share));

  async function follow() {
    const text = location.hash.match(/^#code=(.*)/)?.[1];
    if (text === undefined) return;
    status.textContent = "";
    try {
      if (text.length > MOST) throw new RangeError("too long");
      const code = await unpacked(text);
      if (code !== block.text) editor.set(code);
    } catch {
      status.textContent = UNREAD;
    }
  }
  addEventListener("hashchange", follow);
  follow();
}
