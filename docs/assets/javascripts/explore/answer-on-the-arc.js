/* Three memories with a threshold, asked with inputs of length one. */
explore["answer-on-the-arc"] = (picture, { W1, stored }, set) => {
  const { threshold_memory } = onelayer;
  const { point, between, written } = geometry;
  const grip = picture.grip(1, ([angle]) => set({ angle }));
  const say = (state, { answer, product }) =>
    `answer ${written(answer, 3)}, product ${written(product, 3)}`;

  return {
    answer(state) {
      const network = threshold_memory(W1, stored, state.threshold);
      const x = point(state.angle);
      return { hidden: network.hidden(x), answer: network.ask(x)[0], product: x[0] * x[1] };
    },
    say,
    draw(state, values) {
      const network = threshold_memory(W1, stored, state.threshold);
      const turns = between(0, 90, 90);
      const outputs = turns.map((turn) => network.hidden(point(turn)));
      values.hidden.forEach((hidden, j) => {
        picture.line(`hidden-${j}`, 0, turns.map((turn, k) => [turn, outputs[k][j]]));
        picture.line(`now-${j}`, 0, [[state.angle, hidden]]);
      });
      // A name stands as high above its line as it did.
      const loudest = 1 - state.threshold;
      picture.place("name-first", 0, [3, loudest]);
      picture.place("name-middle", 0, [45, loudest]);
      picture.place("name-third", 0, [87, loudest]);
      picture.line("answers", 1, turns.map((turn) => [turn, network.ask(point(turn))[0]]));
      picture.line("answer", 1, [[state.angle, values.answer]]);
      picture.text("said", say(state, values));
      grip([state.angle, values.answer]);
    },
  };
};
