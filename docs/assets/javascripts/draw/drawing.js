/* From strokes to what the memory sees, by the same steps in the same order as the code of the
   page *Handwriting*: a drawing is a square of cells with ink or without. */
const drawing = (() => {
  const size = 64;
  const pen = 3;
  const clip = (value) => Math.max(0, Math.min(1, value));

  function inked(strokes) {
    const ink = Array.from({ length: size }, () => Array(size).fill(false));
    for (const points of strokes) {
      points.forEach(([x0, y0], k) => {
        const [x1, y1] = points[k + 1] ?? points[k];
        const [u, v] = [x1 - x0, y1 - y0];
        for (let row = 0; row < size; row++) {
          for (let column = 0; column < size; column++) {
            const [x, y] = [column + 0.5, row + 0.5];
            const t = clip(((x - x0) * u + (y - y0) * v) / (u * u + v * v || 1));
            const away = (x - x0 - t * u) ** 2 + (y - y0 - t * v) ** 2;
            ink[row][column] ||= away <= pen * pen;
          }
        }
      });
    }
    return ink;
  }

  /* Upright, cropped to the ink, and stretched: 32 by 32 cells. */
  function framed(ink, widest = 20) {
    const points = ink.flatMap((row, y) => row.flatMap((is, x) => (is ? [[x, y]] : [])));
    const sum = (term) => points.reduce((total, point) => total + term(point), 0);
    const n = points.length;
    const [xs, ys] = [sum(([x]) => x), sum(([, y]) => y)];
    const spread = n * sum(([, y]) => y * y) - ys ** 2 || 1;
    const slant = (n * sum(([x, y]) => x * y) - xs * ys) / spread;
    const middle = ys / n;
    const upright = points.map(([x, y]) => x - slant * (y - middle));
    const [left, right] = [Math.min(...upright), Math.max(...upright)];
    const [top, bottom] = [points[0][1], points[n - 1][1]];
    const tall = bottom - top + 1;
    const wide = right - left + 1;
    const width = Math.min(widest, (64 * wide) / tall);
    return Array.from({ length: 32 }, (_, i) =>
      Array.from({ length: 32 }, (_, j) => {
        const across = (j + 0.5 - 16) / width + 0.5;
        const row = Math.floor(top + ((i + 0.5) * tall) / 32);
        const column = Math.floor(left + across * wide + slant * (row - middle));
        return across >= 0 && across <= 1 && (ink[row][column] ?? false);
      }),
    );
  }

  /* The share of ink in each of 8 by 8 blocks, row by row. */
  function seen(ink) {
    const blocks = Array(64).fill(0);
    framed(ink).forEach((row, i) =>
      row.forEach((is, j) => {
        if (is) blocks[8 * (i >> 2) + (j >> 2)] += 1 / 16;
      }),
    );
    return blocks;
  }

  return { size, pen, inked, seen };
})();
