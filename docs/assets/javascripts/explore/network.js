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

  /* All rows share one voice, by softmax. */
  function attention_memory(keys, values, beta) {
    function hidden(x) {
      const scores = keys.map((key) => beta * dot(key, x));
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const total = weights.reduce((sum, one) => sum + one);
      return weights.map((weight) => weight / total);
    }
    function ask(x) {
      const shares = hidden(x);
      return values[0].map((_, k) => dot(shares, values.map((value) => value[k])));
    }
    return { hidden, ask };
  }

  return { argmax, attention_memory, cosine_similarity, dot, norm, normalize, relu, threshold_memory };
})();
