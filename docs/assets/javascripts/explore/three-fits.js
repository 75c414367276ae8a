/* Three networks learn signs of which four are wrong, and one more if the reader turns it over. */
explore["three-fits"] = (picture, { begun, x, t }) => {
  const { train } = onelayer;
  const { between, written } = geometry;
  const grid = between(-1, 1, 2000);
  const sign = (one) => (one >= 0 ? 1 : -1);
  const share = (wrong) => wrong.filter(Boolean).length / wrong.length;

  const targets = ({ flipped }) => t.map(([one], k) => [k + 1 === flipped ? -one : one]);
  let last = {};
  function runs(state) {
    if (last.flipped !== state.flipped) {
      const all = begun.map((start) => {
        const learning_rate = Math.min(4 / start.b1.length, 0.5);
        const how = { steps: 500, learning_rate, every: 25 };
        return train({ ...start, activation: "tanh" }, x, targets(state), how);
      });
      last = { flipped: state.flipped, all };
    }
    return last.all;
  }
  const networks = (state) => runs(state).map(({ snapshots }) => snapshots[state.steps / 25]);
  /* Of each network, over the grid. */
  let answers;
  const words = ({ wrong_train, wrong_new }, panel) =>
    `train ${written(100 * wrong_train[panel], 0)}%, test ${written(100 * wrong_new[panel], 0)}%`;

  return {
    answer(state) {
      const T = targets(state);
      answers = networks(state).map(({ ask }) => grid.map((one) => ask([one])));
      return {
        loss: runs(state).map(({ losses }) => losses[state.steps]),
        wrong_train: networks(state).map(({ ask }) =>
          share(x.map((one, k) => sign(ask(one)) !== T[k][0])),
        ),
        wrong_new: answers.map((all) => share(all.map((one, k) => sign(one) !== sign(grid[k])))),
        flipped: state.flipped,
      };
    },
    say: (state, values) => begun.map((_, panel) => words(values, panel)).join("; "),
    draw(state, values) {
      const points = x.map(([one], k) => [one, targets(state)[k][0]]);
      answers.forEach((all, panel) => {
        const line = all.map((one, k) => [grid[k], one]).filter((_, k) => k % 4 === 0);
        picture.line(`fit-${panel}`, panel, line);
        picture.dots(`right-${panel}`, panel, points.filter(([one, label]) => label === sign(one)));
        picture.dots(`wrong-${panel}`, panel, points.filter(([one, label]) => label !== sign(one)));
        picture.text(`said-${panel}`, words(values, panel));
      });
    },
  };
};
