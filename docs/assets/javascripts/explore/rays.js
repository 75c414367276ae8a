/* Sixteen memories learn the product; decay and random start are the reader's. */
explore.rays = (picture, { begun }, set) => {
  const { train, norm, normalize } = onelayer;
  const { degrees, origin, plus, minus, times, written } = geometry;
  const how = { steps: 1250, learning_rate: 0.4, biases: false, every: 50 };
  const diagonals = [[1, 1], [-1, 1], [-1, -1], [1, -1]].map(normalize);
  const grip = picture.grip(1, ([steps]) => set({ steps }));
  const say = (state, { loss, degrees_away }) =>
    `loss ${written(loss, 4)}, rows ${written(degrees_away, 1)}° from the diagonals`;

  let last = {};
  function run({ l2, seed }) {
    if (last.l2 !== l2 || last.seed !== seed) {
      const { X, T, ...start } = begun[seed];
      last = { l2, seed, run: train({ ...start, activation: "relu" }, X, T, { ...how, l2 }) };
    }
    return last.run;
  }
  const importance = ({ W1, W2 }) => W1.map((row, j) => norm(row) * Math.abs(W2[0][j]));
  const angle = (u, v) => 2 * degrees(Math.atan2(norm(minus(u, v)), norm(plus(u, v))));

  return {
    answer(state) {
      const { losses, snapshots } = run(state);
      const { W1, W2 } = snapshots[state.steps / how.every];
      const weights = importance({ W1, W2 });
      const away = W1.map((row) =>
        Math.min(...diagonals.map((end) => angle(normalize(row), end))),
      );
      const sum = (values) => values.reduce((one, other) => one + other);
      return {
        loss: losses[state.steps],
        W1,
        W2,
        degrees_away: sum(away.map((one, j) => one * weights[j])) / sum(weights),
      };
    },
    say,
    draw(state, values) {
      const weights = importance(values);
      const most = Math.max(...weights);
      values.W1.forEach((row, j) => {
        const [size, way] = [weights[j] / most, normalize(row)];
        picture.line(`ray-${j}`, 0, [origin, times(size, way)]);
        picture.place(`sign-${j}`, 0, times(size + 0.13, way));
        picture.text(`sign-${j}`, size < 0.05 ? "·" : values.W2[0][j] > 0 ? "+" : "−");
      });
      const { losses } = run(state);
      const at = (steps) => [steps, Math.log10(losses[steps])];
      const tens = losses.slice(0, state.steps + 1).filter((_, k) => k % 10 === 0);
      picture.line("losses", 1, tens.map((_, k) => at(10 * k)));
      picture.line("loss", 1, [at(state.steps)]);
      picture.text("said", say(state, values));
      grip(at(state.steps));
    },
  };
};
