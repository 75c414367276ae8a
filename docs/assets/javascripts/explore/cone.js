/* One neuron: a row of length one, an input, a threshold. */
explore.cone = (picture, data, set) => {
  const { dot, norm, relu } = onelayer;
  const { radians, degrees, origin, point, angle, times, between, written } = geometry;

  const query = picture.grip(0, (to) => set({ angle: angle(to), length: norm(to) }));
  const row = picture.grip(0, (to) => set({ row: angle(to) }));

  const say = ({ threshold, length }, { score, output }) =>
    `score ${written(score, 3)}, ` +
    (output ? `output ${written(output, 3)}` : length > threshold ? "silent" : "silent everywhere");

  return {
    answer(state) {
      const score = dot(point(state.angle, state.length), point(state.row));
      return {
        score,
        output: relu(score - state.threshold),
        half_angle: degrees(Math.acos(Math.min(1, state.threshold / state.length))),
      };
    },
    say,
    draw(state, values) {
      const [x, w] = [point(state.angle, state.length), point(state.row)];
      const foot = times(values.score, w);
      const reach = values.half_angle;
      const edge = between(state.row - reach, state.row + reach, 50);
      picture.line("circle", 0, between(0, 360, 72).map((one) => point(one, state.length)));
      picture.line("sector", 0, [origin, ...edge.map((one) => point(one, state.length))], "z");
      picture.line("row", 0, [origin, w]);
      picture.line("shadow", 0, [origin, foot]);
      picture.line("fall", 0, [x, foot]);
      picture.line("query", 0, [origin, x]);
      picture.place("row-name", 0, times(1.25, w));
      picture.place("input-name", 0, times(1 + 0.25 / state.length, x));
      picture.text("said", say(state, values));
      const output = (turn) => relu(state.length * Math.cos(radians(turn)) - state.threshold);
      picture.line("curve", 1, between(-180, 180, 120).map((turn) => [turn, output(turn)]));
      const apart = ((state.angle - state.row + 540) % 360) - 180;
      picture.line("output", 1, [[apart, values.output]]);
      query(x);
      row(w);
    },
  };
};
