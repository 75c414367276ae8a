/* Three memories, one of them longer or shorter: which wins a query, by both scores? */
explore["who-wins"] = (picture, { three }, set) => {
  const { argmax, cosine_similarity, dot, norm, normalize } = onelayer;
  const { degrees, origin, point, angle, plus, minus, times, between, written } = geometry;
  const radius = 4.6;

  const ordinals = ["first", "middle", "last"];
  const rows = ({ length }) => [three[0], times(length, normalize(three[1])), three[2]];
  const name = (row) => `(${row.map((one) => +one.toFixed(1)).join(", ")})`;

  /* The directions that the middle one of three rows wins by dot product: those on its side of two
     lines, on which it scores as its neighbours do. Their middle, and how many degrees they are. */
  function won([before, row, after]) {
    const [u, v] = [before, after].map((other) => normalize(minus(row, other)));
    const apart = 2 * degrees(Math.atan2(norm(minus(u, v)), norm(plus(u, v))));
    return { middle: angle(plus(u, v)), degrees: 180 - apart };
  }

  const grips = [0, 1].map((panel) => ({
    query: picture.grip(panel, (to) => set({ angle: Math.round(angle(to)) })),
    row: picture.grip(panel, (to) => set({ length: norm(to) })),
  }));

  return {
    answer(state) {
      const query = point(state.angle);
      const dots = rows(state).map((row) => dot(query, row));
      const cosines = rows(state).map((row) => cosine_similarity(query, row));
      return {
        row: rows(state)[1],
        dot: dots,
        cosine: cosines,
        dot_winner: argmax(dots),
        cosine_winner: argmax(cosines),
        dot_degrees: won(rows(state)).degrees,
        cosine_degrees: won(three.map(normalize)).degrees,
      };
    },
    say: (state, values) =>
      `by dot product the ${ordinals[values.dot_winner]} row wins, ` +
      `by cosine the ${ordinals[values.cosine_winner]}`,
    draw(state, values) {
      const { row } = values;
      const panels = [
        ["dot", won(rows(state)), values.dot, values.dot_winner],
        ["cosine", won(three.map(normalize)), values.cosine, values.cosine_winner],
      ];
      panels.forEach(([kind, { middle, degrees }, scores, winner], panel) => {
        const edge = between(middle - degrees / 2, middle + degrees / 2, 90);
        const query = point(state.angle, radius);
        picture.line(`${kind}-won`, panel, [origin, ...edge.map((one) => point(one, radius))], "z");
        picture.line(`${kind}-row`, panel, [origin, row]);
        picture.line(`${kind}-query`, panel, [origin, query]);
        picture.place(`${kind}-row-name`, panel, row);
        picture.text(`${kind}-row-name`, name(row));
        picture.text(`${kind}-winner`, `${ordinals[winner]} row: ${written(scores[winner], 2)}`);
        picture.text(`${kind}-degrees`, `shaded ${degrees.toFixed(0)}°`);
        grips[panel].query(query);
        grips[panel].row(row);
      });
    },
  };
};
