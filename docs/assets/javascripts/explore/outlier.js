/* The signs of small whole numbers, and one example far off that is wrong: what is learned? */
explore.outlier = (picture, data, set) => {
  const { train } = onelayer;
  const { written } = geometry;
  const { "start.W1": W1, "start.b1": b1, "start.W2": W2, "start.b2": b2 } = data;
  const start = { W1, b1, W2, b2, activation: "relu" };
  const ordinary = data.x.slice(0, -1).map(([x]) => x);

  const as_they_are = (x) => x;
  function standardised(x) {
    const mean = x.reduce((sum, one) => sum + one, 0) / x.length;
    const deviation = Math.sqrt(x.reduce((sum, one) => sum + (one - mean) ** 2, 0) / x.length);
    return x.map((one) => (one - mean) / deviation);
  }
  function clipped(x) {
    const ordered = [...x].sort((one, other) => one - other);
    const [lower, median, upper] = [1, 2, 3].map((part) => ordered[(part * (x.length - 1)) / 4]);
    const scaled = x.map((one) => (one - median) / (upper - lower));
    return scaled.map((one) => Math.min(3, Math.max(-3, one)));
  }
  const treatments = {
    standardised: [standardised, 0.1],
    clipped: [clipped, 0.1],
    "as they are, rate 0.003": [as_they_are, 3e-3],
    "as they are, rate 0.0000003": [as_they_are, 3e-7],
  };

  const grip = picture.grip(1, ([x]) => set({ outlier: 10 ** x }));
  const say = (state, { mse, right, diverged_at }) =>
    mse === null
      ? `not finite after ${diverged_at} steps`
      : `squared error ${written(mse, 3)}, ${right} signs right`;

  function learn({ outlier, treatment }) {
    const [prepare, learning_rate] = treatments[treatment];
    const x = prepare([...ordinary, outlier]).map((one) => [one]);
    const run = train(start, x, data.t, { steps: 400, learning_rate });
    const learned = run.diverged_at === null ? run.snapshots.at(-1) : null;
    return { ...run, answers: learned && x.slice(0, -1).map(learned.ask) };
  }

  return {
    answer(state) {
      const { answers, diverged_at } = learn(state);
      if (!answers) return { answers, mse: null, right: null, diverged_at };
      const errors = answers.map((answer, k) => (answer - data.t[k][0]) ** 2);
      return {
        answers,
        mse: errors.reduce((sum, one) => sum + one, 0) / errors.length,
        right: answers.filter((answer, k) => Math.sign(answer) === data.t[k][0]).length,
        diverged_at,
      };
    },
    say,
    draw(state, values) {
      picture.show("answers", values.answers !== null);
      if (values.answers) {
        picture.line("answers", 0, ordinary.map((x, k) => [x, values.answers[k]]));
      }
      picture.line("outlier", 1, [[Math.log10(state.outlier), 0]]);
      picture.text("said", say(state, values));
      grip([Math.log10(state.outlier), 0]);
    },
  };
};
