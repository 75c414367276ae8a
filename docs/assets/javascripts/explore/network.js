/* The library in small, for figures that answer: the same names, the same numbers. A matrix is an
   array of rows. */
const onelayer = (() => {
  function dot(u, v) {
    let sum = 0;
    for (let k = 0; k < u.length; k++) sum += u[k] * v[k];
    return sum;
  }
  const norm = (u) => Math.hypot(...u);
  const normalize = (u) => {
    const length = norm(u);
    return u.map((one) => one / length);
  };
  const cosine_similarity = (u, v) =>
    Math.max(-1, Math.min(1, dot(normalize(u), normalize(v))));
  const relu = (a) => Math.max(0, a);
  const relu_squared = (a) => relu(a) ** 2;
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

  const bends = {
    relu: { of: relu, slope: (h) => (h > 0 ? 1 : 0) },
    tanh: { of: Math.tanh, slope: (h) => 1 - h * h },
  };
  /* A network with one output. */
  function network({ W1, b1, W2, b2, activation }) {
    const { of } = bends[activation];
    const hidden = (x) => W1.map((row, j) => of(dot(row, x) + b1[j]));
    return { W1, b1, W2, b2, activation, hidden, ask: (x) => dot(W2[0], hidden(x)) + b2[0] };
  }

  /* Gradient descent on the squared error of all examples. `losses[k]` is that after k steps, decay
     included; of the networks, one in `every` is kept. It ends where a number is not finite. Plain
     loops over flat arrays, for a figure waits for it. */
  function train(start, X, T, { steps, learning_rate, l2 = 0, biases = true, every = steps }) {
    const { of, slope } = bends[start.activation];
    const [N, m, h] = [X.length, X[0].length, start.W1.length];
    const inputs = Float64Array.from(X.flat());
    const W1 = Float64Array.from(start.W1.flat());
    const b1 = Float64Array.from(start.b1);
    const W2 = Float64Array.from(start.W2[0]);
    let [b2] = start.b2;
    const [G1, g1, G2, H] = [W1, b1, W2, b1].map((like) => new Float64Array(like.length));
    const [losses, snapshots] = [[], []];
    const finite = (array) => array.every(Number.isFinite);
    for (let k = 0; ; k++) {
      let loss = (l2 / 2) * (dot(W1, W1) + dot(W2, W2));
      let g2 = 0;
      g1.fill(0);
      for (let p = 0; p < h * m; p++) G1[p] = l2 * W1[p];
      for (let j = 0; j < h; j++) G2[j] = l2 * W2[j];
      for (let i = 0; i < N; i++) {
        let error = b2 - T[i][0];
        for (let j = 0; j < h; j++) {
          let a = b1[j];
          for (let p = 0; p < m; p++) a += W1[j * m + p] * inputs[i * m + p];
          H[j] = of(a);
          error += W2[j] * H[j];
        }
        loss += (error * error) / 2 / N;
        g2 += error / N;
        for (let j = 0; j < h; j++) {
          G2[j] += (error / N) * H[j];
          const back = (error / N) * W2[j] * slope(H[j]);
          g1[j] += back;
          for (let p = 0; p < m; p++) G1[j * m + p] += back * inputs[i * m + p];
        }
      }
      losses.push(loss);
      if (!Number.isFinite(loss + b2) || ![W1, b1, W2].every(finite)) {
        return { losses, snapshots, diverged_at: k };
      }
      if (k % every === 0) {
        const rows = start.W1.map((_, j) => [...W1.subarray(j * m, (j + 1) * m)]);
        const { activation } = start;
        snapshots.push(network({ W1: rows, b1: [...b1], W2: [[...W2]], b2: [b2], activation }));
      }
      if (k === steps) return { losses, snapshots, diverged_at: null };
      for (let p = 0; p < h * m; p++) W1[p] -= learning_rate * G1[p];
      for (let j = 0; j < h; j++) {
        W2[j] -= learning_rate * G2[j];
        if (biases) b1[j] -= learning_rate * g1[j];
      }
      if (biases) b2 -= learning_rate * g2;
    }
  }

  return {
    argmax,
    attention_memory,
    cosine_similarity,
    dot,
    norm,
    normalize,
    relu,
    relu_squared,
    threshold_memory,
    train,
  };
})();
