/* Figures that answer. The state of a figure is in the inputs below it, and the picture is a
   function of the state: a drag in the picture only sets inputs. What moves are the named parts of
   the drawing that the build has made.

   Each figure has a file that adds to `explore` a function of the picture, the page's data, and
   what sets inputs. It gives three: `answer` computes all numbers from a state, `draw` shows them,
   `say` puts them into words. */
const explore = {};

(() => {
  const here = document.currentScript.src;

  /* Write what has changed; two decimals are as fine as the build draws. */
  function write(element, name, value) {
    const text = typeof value === "number" ? String(+value.toFixed(2)) : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }

  class Picture {
    constructor(figure, axes) {
      this.svg = figure.querySelector("svg");
      this.name = figure.id.replace("figure-", "");
      this.axes = axes;
      this.gaps = new Map();
      this.models = new Map();
      this.grips = [];
      this.follow();
    }

    part(name, tags) {
      return this.svg.querySelectorAll(`#${this.name}-${name} :is(${tags}):not(defs *)`);
    }

    /* From data to the drawing's own units, and back. */
    at([x, y], axes) {
      const map = this.axes[axes];
      return [map.x[0] + map.x[1] * x, map.y[0] + map.y[1] * y];
    }
    from([x, y], axes) {
      const map = this.axes[axes];
      return [(x - map.x[0]) / map.x[1], (y - map.y[0]) / map.y[1]];
    }

    /* Lead a line through points; its markers stand on the last of them. */
    line(name, axes, points, end = "") {
      const places = points.map((point) => this.at(point, axes).map((one) => +one.toFixed(2)));
      for (const path of this.part(name, "path")) {
        write(path, "d", `M${places.map((place) => place.join(" ")).join("L")}${end}`);
      }
      const markers = this.part(name, "use");
      markers.forEach((marker, k) => {
        const [x, y] = places[places.length - markers.length + k];
        write(marker, "x", x);
        write(marker, "y", y);
      });
    }

    /* Show a dot at each point, whatever their number. */
    dots(name, axes, points) {
      const dots = this.part(name, "use");
      if (!this.models.has(name)) this.models.set(name, [dots[0], dots[0].parentNode]);
      const [model, parent] = this.models.get(name);
      for (const dot of dots) dot.remove();
      for (const point of points) {
        const dot = model.cloneNode();
        const [x, y] = this.at(point, axes);
        write(dot, "x", x);
        write(dot, "y", y);
        parent.append(dot);
      }
    }

    /* Put a text where a point is, as far from it as the build has put it. */
    place(name, axes, point) {
      const [text] = this.part(name, "text");
      const [x, y] = this.at(point, axes);
      if (!this.gaps.has(name)) {
        this.gaps.set(name, [text.getAttribute("x") - x, text.getAttribute("y") - y]);
      }
      const [right, down] = this.gaps.get(name);
      write(text, "x", x + right);
      write(text, "y", y + down);
    }

    show(name, shown) {
      const part = this.svg.querySelector(`#${this.name}-${name}`);
      if (shown) part.removeAttribute("display");
      else part.setAttribute("display", "none");
    }

    text(name, words) {
      const [text] = this.part(name, "text");
      if (text.textContent !== words) text.textContent = words;
    }

    /* Fill a swatch with red, green and blue between 0 and 1. */
    paint(name, rgb) {
      const hex = rgb.map((one) => Math.round(255 * one).toString(16).padStart(2, "0"));
      for (const shape of this.part(name, "path")) write(shape, "fill", `#${hex.join("")}`);
    }

    /* Let a place of the picture be dragged: `moved` gets where to. Its circle is as large as a
       finger on the narrowest phone. */
    grip(axes, moved) {
      const circle = document.createElementNS(this.svg.namespaceURI, "circle");
      write(circle, "class", "ol-grip");
      write(circle, "r", 24);
      // A finger on it does not scroll; Chromium knows no `touch-action` within a drawing.
      circle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      this.svg.append(circle);
      const grip = { moved: (place) => moved(this.from(place, axes)), place: [0, 0] };
      this.grips.push(grip);
      return (point) => {
        grip.place = this.at(point, axes);
        write(circle, "cx", grip.place[0]);
        write(circle, "cy", grip.place[1]);
      };
    }

    /* Circles overlap: the nearest is taken, wherever it is touched, and keeps its distance. */
    follow() {
      let held;
      const where = ({ clientX, clientY }) => {
        const point = new DOMPoint(clientX, clientY);
        const { x, y } = point.matrixTransform(this.svg.getScreenCTM().inverse());
        return [x, y];
      };
      this.svg.addEventListener("pointerdown", (event) => {
        if (event.button || !event.target.matches(".ol-grip")) return;
        event.preventDefault();
        event.target.setPointerCapture(event.pointerId);
        const [x, y] = where(event);
        const far = ({ place }) => Math.hypot(place[0] - x, place[1] - y);
        const grip = this.grips.reduce((a, b) => (far(b) < far(a) ? b : a));
        held = { grip, gap: [grip.place[0] - x, grip.place[1] - y] };
      });
      this.svg.addEventListener("pointermove", (event) => {
        if (!held) return;
        const [x, y] = where(event);
        held.grip.moved([x + held.gap[0], y + held.gap[1]]);
      });
      for (const end of ["pointerup", "pointercancel"]) {
        this.svg.addEventListener(end, () => (held = undefined));
      }
    }
  }

  const decimals = (step) => (step.split(".")[1] ?? "").length;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const SECONDS = 3;

  /* What a range stands for: its own number, or one that its steps multiply. */
  function number({ valueAsNumber, max, dataset: { from, to } }) {
    return from ? from * (to / from) ** (valueAsNumber / max) : valueAsNumber;
  }

  /* Where a range has to stand for it. */
  function place(value, { max, dataset: { from, to } }) {
    return from ? (max * Math.log(value / from)) / Math.log(to / from) : value;
  }

  function shown(value, { step, dataset: { from, unit } }) {
    const text = from ? String(+value.toPrecision(4)) : value.toFixed(decimals(step));
    return text.replace("-", "−") + unit;
  }

  function take(figure) {
    const { axes, at, data } = JSON.parse(figure.dataset.given);
    const form = figure.querySelector(".ol-handles");
    const inputs = [...form.elements].filter((one) => one.name);
    // An input that nobody has touched stands for its exact number: its own step may be coarser.
    const state = { ...at };

    function read(input) {
      state[input.name] = input.type === "range" ? number(input) : input.value;
    }
    function set(changes) {
      for (const [name, value] of Object.entries(changes)) {
        const input = inputs.find((one) => one.name === name);
        input.value = place(value, input);
        read(input);
      }
      draw();
    }
    /* Lead a handle through its range; whoever touches another stops it. */
    let frame;
    const stop = () => cancelAnimationFrame(frame);
    function move(name) {
      const { min, max } = inputs.find((one) => one.name === name);
      const begun = performance.now();
      const go = (now) => {
        const share = still.matches ? 1 : Math.min(1, Math.max(0, now - begun) / 1000 / SECONDS);
        set({ [name]: +min + share * (max - min) });
        if (share < 1) frame = requestAnimationFrame(go);
      };
      stop();
      go(begun);
    }
    const model = explore[figure.dataset.explore](new Picture(figure, axes), data, (changes) => {
      stop();
      set(changes);
    });

    function draw() {
      const values = model.answer(state);
      model.draw(state, values);
      figure.dataset.state = JSON.stringify(state);
      figure.dataset.values = JSON.stringify(values);
      for (const input of inputs.filter((one) => one.type === "range")) {
        const now = shown(state[input.name], input);
        input.previousElementSibling.textContent = now;
        input.setAttribute("aria-valuetext", `${now}: ${model.say(state, values)}`);
      }
      for (const input of inputs.filter((one) => one.type === "text")) {
        input.nextElementSibling.textContent = model.say(state, values);
      }
    }

    for (const button of form.querySelectorAll("button[value]")) {
      button.addEventListener("click", () => move(button.value));
    }

    form.addEventListener("input", ({ target }) => {
      stop();
      read(target);
      draw();
    });
    form.addEventListener("reset", () => {
      stop();
      Object.assign(state, at);
      draw();
    });
    // There is nobody to send it to, but Enter would try.
    form.addEventListener("submit", (event) => event.preventDefault());
    draw();
    figure.dataset.ready = "";
  }

  /* Some train a network before they answer. Those that are near begin, the others when the page
     has been there for five seconds. */
  const waiting = new Set(document.querySelectorAll("figure[data-given]"));
  function begin(figure) {
    if (!waiting.delete(figure)) return;
    const script = document.createElement("script");
    script.src = new URL(`${figure.dataset.explore}.js`, here);
    script.addEventListener("load", () => take(figure));
    document.body.append(script);
  }
  const near = new IntersectionObserver(
    (seen) => seen.forEach(({ isIntersecting, target }) => isIntersecting && begin(target)),
    { rootMargin: "100%" },
  );
  waiting.forEach((figure) => near.observe(figure));
  setTimeout(() => waiting.forEach(begin), 5000);
})();
