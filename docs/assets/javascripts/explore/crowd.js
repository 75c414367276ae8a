/* Memories of the product, evenly around the circle, and five rules for how loud each may be. */
explore.crowd = (picture, data, set) => {
  const { dot, relu, relu_squared } = onelayer;
  const { point, between, written } = geometry;
  const product = ([x1, x2]) => x1 * x2;
  const everywhere = between(0, 359.9, 3599).map((turn) => point(turn));
  const quarter = between(0, 90, 450);
  const grip = picture.grip(0, ([angle]) => set({ k: 360 / Math.max(1, angle) }));
  const say = (state, { largest_error }) => `largest error ${written(largest_error, 4)}`;

  /* The loudness of memories by their cosines, with `step` from one to the next. */
  const least = (step) => Math.cos(step);
  const post = (cosines, step) =>
    cosines.map((cos) => relu(cos - least(step)) / (1 - least(step)));
  const share = (loudness) => {
    const sum = loudness.reduce((one, other) => one + other);
    return loudness.map((one) => one / sum);
  };
  const rules = {
    A: post,
    B: (cosines) => cosines.map((cos) => relu(cos - Math.SQRT1_2)),
    C: (cosines, step) => share(post(cosines, step)),
    D: (cosines, step) => cosines.map((cos) => relu(1 - Math.acos(Math.max(-1, Math.min(1, cos))) / step)),
    E: (cosines) => cosines.map(relu_squared),
  };

  let last = {};
  function crowd({ k, rule }) {
    if (last.k === k && last.rule === rule) return last;
    const name = rule[0];
    const keys = between(0, 360, k).slice(0, k).map((turn) => point(turn));
    const values = keys.map(product);
    const heard = (x) => {
      const cosines = keys.map((key) => dot(key, x));
      return dot(rules[name](cosines, (2 * Math.PI) / k), values);
    };
    const answers = everywhere.map(heard);
    // B and E have one scale for all memories, by least squares.
    const scale = "BE".includes(name)
      ? dot(answers, everywhere.map(product)) / dot(answers, answers)
      : 1;
    const errors = answers.map((answer, j) => Math.abs(scale * answer - product(everywhere[j])));
    const largest_error = Math.max(...errors);
    last = { k, rule, keys, ask: (x) => scale * heard(x), largest_error };
    return last;
  }

  /* Half-way between the two memories around 45 degrees. */
  const middle = ({ k }) => (360 / k) * (Math.floor(k / 8) + 0.5);

  return {
    answer(state) {
      const { ask, largest_error } = crowd(state);
      return { largest_error, answer_between: ask(point(middle(state))) };
    },
    say,
    draw(state, values) {
      const { keys, ask } = crowd(state);
      const stored = keys.slice(0, Math.floor(state.k / 4) + 1);
      const at = (j) => [(360 * j) / state.k, product(keys[j])];
      picture.line("answers", 0, quarter.map((turn) => [turn, ask(point(turn))]));
      picture.dots("stored", 0, stored.map((_, j) => at(j)));
      picture.line("between", 0, [[middle(state), values.answer_between]]);
      picture.text("said", say(state, values));
      grip(at(1));
    },
  };
};
