/* One memory, and an input whose two scores the reader compares. */
explore.scores = (picture, { memory }, set) => {
  const { cosine_similarity, dot } = onelayer;
  const input = ({ x1, x2 }) => [x1, x2];
  const { written } = geometry;
  const score = (value) => (value === null ? "no angle" : written(value, 2));
  const grips = [0, 1].map((panel) => picture.grip(panel, ([x1, x2]) => set({ x1, x2 })));

  return {
    answer(state) {
      const x = input(state);
      // Zero points nowhere.
      return { dot: dot(x, memory), cosine: x.some(Boolean) ? cosine_similarity(x, memory) : null };
    },
    say: (state, values) => `dot product ${score(values.dot)}, cosine ${score(values.cosine)}`,
    draw(state, values) {
      ["dot", "cosine"].forEach((kind, panel) => {
        picture.line(`${kind}-input`, panel, [input(state)]);
        picture.place(`${kind}-score`, panel, input(state));
        picture.text(`${kind}-score`, score(values[kind]));
        grips[panel](input(state));
      });
    },
  };
};
