/* A block of code that runs: its buttons, its editor, and what came of it. */
import * as python from "./python.js";
import { Editor } from "./editor.js";

const WORDS = {
  equal: "Printed in your browser: the same as on the page",
  different: "Your browser printed something other than the page",
  edited: "As edited, it printed something else",
  error: "Python stopped at an error",
  failed: "It did not run",
  stopped: "Stopped",
  printed: "Printed in your browser",
  drawn: "Drawn in your browser",
  ran: "It ran, and printed nothing",
};

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const button = (text, press, className = "") =>
  element("button", { type: "button", className, textContent: text, onclick: press });

/* The outputs of a session as it is seen, of each statement. */
function outputs(shown) {
  const found = [];
  let typed = false;
  for (const line of shown.match(/.*\n|.+$/g) ?? []) {
    const begins = /^>>>(?: |$)/m.test(line);
    typed = begins || (typed && /^\.\.\.(?: |$)/m.test(line));
    if (begins) found.push("");
    else if (!typed && found.length) found[found.length - 1] += line;
  }
  return found;
}

export class Block {
  /* `page` knows all blocks and speaks for them. */
  constructor(shown, number, page) {
    const { copy = "", run, desk } = shown.dataset;
    Object.assign(this, { shown, number, page, first: copy, text: copy, desk });
    this.draws = run === "figure";
    this.pre = shown.querySelector("pre");
    this.session = shown.querySelector(".gp") !== null;
    const printed = shown.nextElementSibling?.matches(".no-copy") && shown.nextElementSibling;
    this.below = printed || shown;
    if (this.session) this.wants = outputs(this.pre.textContent);
    else this.wants = [printed ? `${printed.querySelector("code").textContent.trimEnd()}\n` : ""];
    this.bar = this.below.querySelector(".ol-live");
    this.runs = this.bar.querySelector(".ol-run");
    this.edits = this.bar.querySelector(".ol-edit");
  }

  get edited() {
    return this.text !== this.first;
  }

  edit() {
    this.editor = new Editor(this.first, (text) => (this.text = text), () => this.run());
    this.pre.hidden = true;
    this.pre.after(this.editor.area);
    this.edits.replaceWith(button("Reset", () => this.editor.reset(), "ol-reset"));
    this.editor.open();
  }

  /* What Python is told of this block where a later one needs it. */
  get told() {
    const shows = this.session && !this.edited ? this.wants.map(Boolean) : [];
    return { code: this.text, shows, is_figure: this.draws };
  }

  get before() {
    return this.page.blocks.slice(0, this.number).map((one) => one.told);
  }

  request(before) {
    const wants = this.edited && !this.wants.some(Boolean) ? [] : this.wants;
    const { text: code, session, words: figure } = this;
    return { code, before, session, wants, figure };
  }

  /* The words of the figure that stands above its code, or above the data of it. */
  get words() {
    let figure = this.draws ? this.shown.closest("details").previousElementSibling : undefined;
    if (figure?.matches("details")) figure = figure.previousElementSibling;
    const text = (part) => figure?.querySelector(part)?.textContent ?? "";
    return {
      slug: `here-${this.number}`,
      title: text("figcaption > b") || "A figure drawn here",
      description: text("desc, [id$='-desc']") || "What the code of this block draws.",
      legend: text("legend"),
    };
  }

  press() {
    if (this.running) python.stop();
    else this.run();
  }

  async run() {
    if (this.running) return;
    await this.have(this.request(this.before));
    this.page.say(this.status.textContent);
  }

  /* Run it, and show what comes as it comes. */
  async have(request) {
    this.running = true;
    this.runs.textContent = "Stop";
    this.begin();
    try {
      const answer = await python.ask(request, {
        tell: (words) => (this.status.textContent = `${words} …`),
        print: (text) => this.print(text),
      });
      this.finish(answer);
    } catch (error) {
      const printed = this.printed.textContent + this.coming;
      if (error.name === "AbortError") this.finish({ state: "stopped", got: printed });
      else this.finish({ state: "error", got: `${error.message}\n` }, WORDS.failed);
    } finally {
      this.running = false;
      // The first button said what it costs.
      for (const one of [this, ...this.page.blocks]) {
        if (one.runs && !one.running) one.runs.textContent = "Run";
      }
    }
  }

  begin() {
    this.result?.remove();
    this.status = element("p", { className: "ol-state", textContent: "Waiting for Python …" });
    this.printed = element("code");
    this.result = element("output", { className: "ol-result" }, this.status);
    // The page says how it ended; a screen reader is spared each line.
    this.result.setAttribute("aria-live", "off");
    this.below.after(this.result);
    this.coming = "";
  }

  print(text) {
    if (!this.coming) requestAnimationFrame(() => this.add());
    this.coming += text;
  }

  add() {
    if (!this.coming) return;
    this.printed.append(this.coming);
    this.coming = "";
    if (!this.printed.isConnected) this.result.append(element("pre", {}, this.printed));
  }

  finish({ state, got, want, drawn = [] }, words = WORDS[state]) {
    if (state === "different" && this.edited) words = WORDS.edited;
    if (state === "ran" && got) words = WORDS.printed;
    if (state === "ran" && drawn.length) words = WORDS.drawn;
    this.coming = "";
    this.result.dataset.state = state;
    this.status.textContent = words;
    const boxes = [];
    if (state === "different") {
      const [page, here] = marked(want, got);
      boxes.push(box("On the page", page), box("Here", here));
    } else if (got) {
      boxes.push(element("pre", {}, element("code", { textContent: got })));
    }
    this.result.replaceChildren(this.status, ...boxes, ...drawn.map(drawing));
  }
}

const box = (words, lines) => {
  const code = element("code", {}, ...lines);
  return element("div", {}, element("p", { textContent: words }), element("pre", {}, code));
};

/* Two texts, the lines of each that the other has not in the same place set apart. */
function marked(want, got) {
  const lines = [want, got].map((text) => text.match(/.*\n|.+$/g) ?? []);
  return lines.map((own, k) =>
    own.map((line, at) =>
      line === lines[1 - k][at] ? line : element("mark", { textContent: line }),
    ),
  );
}

/* A drawing comes as text; what it is made of is known, and the policy lets nothing in it run. */
function drawing(text) {
  const { body } = new DOMParser().parseFromString(text, "text/html");
  return element("div", { className: "ol-figure" }, ...body.childNodes);
}
