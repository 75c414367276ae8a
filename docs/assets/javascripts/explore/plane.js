/* The network built by hand, asked anywhere in the plane: for an input as it is, or for its
   direction, which counts by the square of the length. */
explore.plane = (picture, { X, T }, set) => {
  const { norm, normalize, threshold_memory } = onelayer;
  const { written } = geometry;
  const grip = picture.grip(0, ([x1, x2]) => set({ x1, x2 }));
  let drawn;

  const say = (state, { answer, product }) =>
    answer === null
      ? "zero points nowhere: no answer"
      : `answer ${written(answer, 3)}, product ${written(product, 3)}`;

  return {
    answer({ x1, x2, threshold, asked }) {
      const network = threshold_memory(X, T, threshold);
      const x = [x1, x2];
      const product = x1 * x2;
      const length = asked === "normalised" ? norm(x) : 1;
      if (length === 0) return { hidden: null, answer: null, product, error: null };
      const key = asked === "normalised" ? normalize(x) : x;
      const answer = length ** 2 * network.ask(key)[0];
      return { hidden: network.hidden(key), answer, product, error: Math.abs(answer - product) };
    },
    say,
    draw(state, values) {
      const { x1, x2, threshold, asked } = state;
      // Colours and lines are those of the network as it was drawn.
      drawn ??= threshold;
      for (const part of ["errors", "right"]) {
        picture.show(part, threshold === drawn && asked === "as it is");
      }
      picture.line("input", 0, [[x1, x2]]);
      picture.text("said", say(state, values));
      grip([x1, x2]);
    },
  };
};
