/* Memories all around the circle that share one voice, asked for the product at an angle. */
explore.temperature = (picture, { sixteen }, set) => {
  const { attention_memory } = onelayer;
  const { point, between, written } = geometry;
  const products = sixteen.map(([x1, x2]) => [x1 * x2]);
  const turns = between(0, 360, 360);
  const grip = picture.grip(0, ([angle]) => set({ angle }));
  const say = (state, { answer, product }) =>
    `answer ${written(answer, 3)}, product ${written(product, 3)}`;

  return {
    answer({ beta, angle }) {
      const memory = attention_memory(sixteen, products, beta);
      const query = point(angle);
      return {
        shares: memory.hidden(query),
        answer: memory.ask(query)[0],
        product: query[0] * query[1],
      };
    },
    say,
    draw(state, values) {
      const memory = attention_memory(sixteen, products, state.beta);
      picture.line("answers", 0, turns.map((turn) => [turn, memory.ask(point(turn))[0]]));
      picture.line("answer", 0, [[state.angle, values.answer]]);
      values.shares.forEach((share, j) => {
        const turn = (360 * j) / sixteen.length;
        picture.line(`share-${j}`, 1, [[turn, 0], [turn, share]]);
      });
      picture.line("query", 1, [[state.angle, 0]]);
      picture.text("said", say(state, values));
      grip([state.angle, values.answer]);
    },
  };
};
