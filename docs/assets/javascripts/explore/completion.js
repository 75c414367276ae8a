/* Written digits as signs, the first of them asked for with some cells wrong. */
explore.completion = (picture, { held, order }) => {
  const { attention_memory } = onelayer;
  const { written } = geometry;
  const sign = (one) => (Math.abs(one) < 1e-9 ? 0 : Math.sign(one));

  function asked({ wrong }) {
    const turned = new Set(order.slice(0, wrong));
    return held[0].map((one, k) => (turned.has(k) ? -one : one));
  }
  const filled = (cells) =>
    cells.flatMap((one, k) => (one > 0 ? [[k % 8, Math.floor(k / 8)]] : []));
  const say = (state, { right, share }) => `${right} cells right, share ${written(share, 3)}`;

  return {
    answer(state) {
      const stored = held.slice(0, state.stored);
      const memory = attention_memory(stored, stored, state.beta);
      const answer = memory.ask(asked(state));
      return {
        answer,
        right: answer.filter((one, k) => sign(one) === held[0][k]).length,
        share: memory.hidden(asked(state))[0],
      };
    },
    say,
    draw(state, values) {
      picture.dots("asked", 0, filled(asked(state)));
      picture.dots("answer", 1, filled(values.answer.map(sign)));
      picture.text("said", say(state, values));
    },
  };
};
