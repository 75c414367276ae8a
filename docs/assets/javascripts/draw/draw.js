/* Draw a digit: the memory of the page *Handwriting*, and what it says of a drawing. The picture is
   a function of the state, which is the cells that the memory sees and the rows that it was taught. */
(() => {
  const figure = document.querySelector("figure[data-explore=draw-a-digit]");
  const { attention_memory, argmax, normalize } = onelayer;
  const BETA = 30;
  const LOUDEST = 5;
  const numerals = [...Array(10).keys()];
  const percent = (share) => `${Math.round(100 * share)}%`;

  const known = digits.labels.length;
  const labels = [...digits.labels].map(Number);
  const pictures = labels.map((_, k) =>
    [...digits.pixels.slice(64 * k, 64 * (k + 1))].map((one) => parseInt(one, 17) / 16),
  );
  const keys = pictures.map(normalize);
  const one_hot = (label) => numerals.map((digit) => Number(digit === label));
  const values = labels.map(one_hot);

  const state = { strokes: [], cells: Array(64).fill(0), taught: [] };

  /* The page's parts. */
  function make(tag, parent, attributes = {}, text = "") {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    parent.append(element);
    return element;
  }
  function cellsOf(parent, tag, attributes = () => ({})) {
    return Array.from({ length: 64 }, (_, k) => make(tag, parent, attributes(k)));
  }
  function ink(cells, shares) {
    cells.forEach((cell, k) => cell.style.setProperty("--ol-share", percent(shares[k])));
  }

  figure.replaceChildren();
  const board = make("div", figure, { class: "ol-draw" });
  const canvas = make("canvas", board, {
    width: 640,
    height: 640,
    role: "img",
    "aria-label": "Draw here with the mouse or a finger; the cells beside it take the keyboard",
  });
  const grid = make("div", board, {
    class: "ol-cells",
    role: "group",
    "aria-label": "What the memory sees, 8 by 8 cells: the arrow keys move, the space bar inks",
  });
  const cells = cellsOf(grid, "button", (k) => ({ type: "button", tabindex: k ? -1 : 0 }));
  const said = make("p", figure, { class: "ol-draw-said", role: "status" });
  const rows = make("ol", figure, { class: "ol-draw-rows", "aria-label": "The five loudest rows" });
  const shown = Array.from({ length: LOUDEST }, () => {
    const item = make("li", rows);
    const picture = make("div", item, { class: "ol-cells", "aria-hidden": true });
    return { cells: cellsOf(picture, "span"), text: make("span", item) };
  });
  const bars = make("ul", figure, { class: "ol-draw-bars", "aria-label": "The ten answers" });
  const answers = numerals.map((digit) => {
    const item = make("li", bars, {}, String(digit));
    const meter = make("meter", item, { "aria-label": `answer for ${digit}`, value: 0 });
    return { meter, text: make("span", item) };
  });
  const form = make("form", figure, { class: "ol-handles", "aria-label": "Teach the memory" });
  const line = make("p", form);
  make("label", line, { for: "draw-a-digit-label" }, "This is a");
  const label = make("select", line, { id: "draw-a-digit-label", name: "label" });
  for (const digit of numerals) make("option", label, {}, String(digit));
  const teach = make("button", form, { type: "submit" }, "Remember it");
  const clear = make("button", form, { type: "button" }, "Clear");
  make("figcaption", figure, {}, "Expect about four drawings in five to be read. What you draw stays here.");

  function answer() {
    if (!state.cells.some(Boolean)) return null;
    const memory = attention_memory(keys, values, BETA);
    const shares = memory.hidden(normalize(state.cells));
    const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
    const loudest = order.slice(0, LOUDEST);
    return {
      answer: memory.ask(normalize(state.cells)),
      loudest,
      shares: loudest.map((k) => shares[k]),
    };
  }

  function paint() {
    const pencil = canvas.getContext("2d");
    const scale = canvas.width / drawing.size;
    pencil.clearRect(0, 0, canvas.width, canvas.height);
    pencil.strokeStyle = getComputedStyle(canvas).color;
    pencil.lineWidth = 2 * drawing.pen * scale;
    pencil.lineCap = pencil.lineJoin = "round";
    for (const points of state.strokes) {
      pencil.beginPath();
      for (const [x, y] of [points[0], ...points]) pencil.lineTo(x * scale, y * scale);
      pencil.stroke();
    }
  }

  function draw() {
    const values = answer();
    paint();
    ink(cells, state.cells);
    cells.forEach((cell, k) => {
      const place = `row ${(k >> 3) + 1}, column ${(k % 8) + 1}`;
      cell.setAttribute("aria-label", `${place}: ${percent(state.cells[k])} ink`);
    });
    shown.forEach(({ cells, text }, place) => {
      const row = values?.loudest[place];
      ink(cells, pictures[row] ?? Array(64).fill(0));
      const whose = row < known ? "" : ", yours";
      text.textContent = values ? `a ${labels[row]}${whose}, ${percent(values.shares[place])}` : "";
    });
    answers.forEach(({ meter, text }, digit) => {
      meter.value = values?.answer[digit] ?? 0;
      text.textContent = values ? percent(values.answer[digit]) : "";
    });
    teach.disabled = !values;
    figure.dataset.state = JSON.stringify(state);
    figure.dataset.values = JSON.stringify(values);
    return values;
  }

  /* Said once a stroke has ended, not while it is drawn. */
  function say(values) {
    if (!values) return void (said.textContent = "Nothing is drawn yet.");
    const digit = argmax(values.answer);
    label.value = digit;
    const share = percent(values.answer[digit]);
    said.textContent = `It reads a ${digit}, with ${share} of the voices.`;
  }

  function change(strokes, seen) {
    state.strokes = strokes;
    state.cells = seen;
    return draw();
  }
  const empty = () => change([], Array(64).fill(0));

  /* Mouse and finger. */
  function point({ clientX, clientY }) {
    const { left, top, width } = canvas.getBoundingClientRect();
    return [clientX - left, clientY - top].map((one) => (one * drawing.size) / width);
  }
  function reach(event) {
    state.strokes.at(-1).push(point(event));
    return change(state.strokes, drawing.seen(drawing.inked(state.strokes)));
  }
  let drawn = false;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    drawn = true;
    state.strokes.push([]);
    reach(event);
  });
  canvas.addEventListener("pointermove", (event) => drawn && reach(event));
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (drawn) say(draw());
      drawn = false;
    });
  }

  /* Cell by cell, from the keyboard or with a click. */
  grid.addEventListener("click", ({ target }) => {
    const k = cells.indexOf(target);
    if (k < 0) return;
    const seen = state.cells.map((one, j) => (j === k ? Number(!one) : one));
    say(change([], seen));
  });
  grid.addEventListener("keydown", (event) => {
    const k = cells.indexOf(event.target);
    const [right, down] =
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (right === undefined || k < 0) return;
    event.preventDefault();
    const inside = (one) => Math.max(0, Math.min(7, one));
    const next = cells[8 * inside((k >> 3) + down) + inside((k % 8) + right)];
    cells[k].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const digit = Number(label.value);
    state.taught.push({ label: digit, cells: state.cells });
    labels.push(digit);
    pictures.push(state.cells);
    keys.push(normalize(state.cells));
    values.push(one_hot(digit));
    empty();
    said.textContent = `Remembered as a ${digit}: one more row. Draw it again.`;
  });
  clear.addEventListener("click", () => say(empty()));
  new MutationObserver(paint).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });

  say(empty());
  figure.dataset.ready = "";
})();
