/* The library in small, for figures that answer: the same names, the same numbers. A matrix is an
   array of rows. */
const onelayer = (() => {
  const dot = (u, v) => u.reduce((sum, one, k) => sum + one * v[k], 0);
  const norm = (u) => Math.hypot(...u);
  const normalize = (u) => {
    const length = norm(u);
    return u.map((one) => one / length);
  };
  const cosine_similarity = (u, v) =>
    Math.max(-1, Math.min(1, dot(normalize(u), normalize(v))));
  const relu = (a) => Math.max(0, a);
  const argmax = (values) => values.indexOf(Math.max(...values));

  /* Rows of length one, one threshold; a perfect match alone answers its value. */
  function threshold_memory(keys, values, threshold) {
    const W1 = keys.map(normalize);
    const W2 = values[0].map((_, k) => values.map((value) => value[k] / (1 - threshold)));
    const hidden = (x) => W1.map((row) => relu(dot(row, x) - threshold));
    return { hidden, ask: (x) => W2.map((row) => dot(row, hidden(x))) };
  }

  return { argmax, cosine_similarity, dot, norm, normalize, relu, threshold_memory };
})();
