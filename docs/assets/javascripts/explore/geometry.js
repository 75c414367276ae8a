/* Points of the plane by their angle in degrees, and numbers as they are read. */
const geometry = (() => {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const degrees = (radians) => (radians * 180) / Math.PI;
  return {
    radians,
    degrees,
    origin: [0, 0],
    point: (angle, length = 1) => [
      length * Math.cos(radians(angle)),
      length * Math.sin(radians(angle)),
    ],
    angle: ([x, y]) => degrees(Math.atan2(y, x)),
    plus: (u, v) => u.map((one, k) => one + v[k]),
    minus: (u, v) => u.map((one, k) => one - v[k]),
    times: (factor, vector) => vector.map((one) => factor * one),
    written: (value, decimals) => {
      const text = Math.abs(value).toFixed(decimals);
      return value < 0 && Number(text) ? `−${text}` : text;
    },
    /* `steps` equal steps from one number to another. */
    between: (from, to, steps) =>
      Array.from({ length: steps + 1 }, (_, k) => from + (k * (to - from)) / steps),
  };
})();
