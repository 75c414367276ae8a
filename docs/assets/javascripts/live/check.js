/* Check this page: all its blocks in order, in one namespace, as the build has run them. */
import * as python from "./python.js";
import { button, element } from "./block.js";

const TRAINS = /\btrain\w*\(/;

export function check(page) {
  const blocks = page.blocks.filter((one) => !one.desk);
  const of = blocks.reduce((sum, one) => sum + one.wants.filter(Boolean).length, 0);
  const desk = page.blocks.length - blocks.length;
  const cost = blocks.some((one) => TRAINS.test(one.first))
    ? "Networks are trained again: it may take a minute or two."
    : "It takes some seconds.";
  const words = element("p", {
    textContent:
      `Your browser can run the ${blocks.length} blocks of this page and compare ${of} outputs. ` +
      `The first run ${page.cost}. ${cost}`,
  });
  const start = button("Check this page", () => (running ? python.stop() : run()));
  start.id = "ol-check-page";
  const checked = element("p", { id: "ol-checked" });
  const list = element("ul");
  let running = false;

  async function run() {
    running = true;
    start.textContent = "Stop";
    delete checked.dataset.of;
    list.replaceChildren();
    const count = { equal: 0, other: 0 };
    for (const block of blocks) {
      checked.textContent = `${count.equal} of ${of} outputs agree so far …`;
      const first = block === blocks[0];
      const told = { ...block.request(first ? [] : null), code: block.first, wants: block.wants };
      const answer = await python
        .ask(told, { tell: (said) => first && (checked.textContent = `${said} …`) })
        .catch((error) => error);
      if (answer instanceof Error) {
        finish(answer.name === "AbortError" ? "Stopped." : answer.message);
        return;
      }
      count.equal += answer.equal;
      if (answer.state === "equal" || answer.state === "ran") continue;
      block.begin();
      block.finish(answer);
      block.shown.id ||= `ol-block-${block.number}`;
      const link = element("a", { href: `#${block.shown.id}`, textContent: "This block" });
      list.append(element("li", {}, link, " gave something else."));
    }
    Object.assign(checked.dataset, { equal: count.equal, of });
    const { python: version, numpy, library } = python.versions;
    finish(
      `Your browser agrees with ${count.equal} of ${of} outputs` +
        (desk ? `; ${desk} blocks run at your desk alone` : "") +
        `. Python ${version}, NumPy ${numpy}, ${library}.`,
    );
  }

  function finish(said) {
    running = false;
    start.textContent = "Check this page";
    checked.textContent = said;
    page.say(said);
  }

  const section = element("section", { id: "check", className: "ol-check" });
  section.append(words, start, checked, list);
  if (location.hash === "#check") {
    // It came after the browser had looked for it.
    requestAnimationFrame(() => {
      section.scrollIntoView();
      start.focus({ preventScroll: true });
    });
  }
  return section;
}
