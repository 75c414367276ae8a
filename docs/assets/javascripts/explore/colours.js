/* A typed name, the colours that it wakes, and their blend. */
explore["colours"] = (picture, { NAMES: names, RGB: rgb, places }) => {
  const { attention_memory, normalize } = onelayer;

  /* As Python's zlib.crc32. */
  function crc32(message) {
    let rest = -1;
    for (const byte of message) {
      rest ^= byte;
      for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 && 0xedb88320);
    }
    return ~rest >>> 0;
  }

  const bytes = new TextEncoder();
  function spelling(word) {
    const letters = [" ", ...word, " "];
    const key = new Array(places).fill(0);
    for (let i = 0; i + 2 < letters.length; i++) {
      const run = letters.slice(i, i + 3).join("");
      key[crc32(bytes.encode(run)) % places] += 1;
    }
    return normalize(key);
  }

  const keys = names.map(spelling);
  const rounded = (value) => +value.toFixed(9);
  const percent = (share) => `${(100 * share).toFixed(0)}%`;

  return {
    answer({ word, beta }) {
      // No letters have no direction: the library raises an exception.
      if (!word) return { loudest: null, shares: null, blend: null };
      const key = spelling(word);
      const memory = attention_memory(keys, rgb, beta);
      const shares = memory.hidden(key);
      const order = names.map((_, j) => j);
      order.sort((i, j) => rounded(shares[j]) - rounded(shares[i]) || i - j);
      const loudest = order.slice(0, 3);
      return {
        loudest,
        shares: loudest.map((j) => shares[j]),
        blend: memory.ask(key),
      };
    },
    say: (state, { loudest, shares }) =>
      loudest ? loudest.map((j, k) => `${names[j]} ${percent(shares[k])}`).join(", ") : "silent",
    draw(state, { loudest, shares, blend }) {
      picture.text("word", loudest ? state.word : "nothing asked");
      ["first", "second", "third"].forEach((rank, k) => {
        picture.text(rank, loudest ? `${names[loudest[k]]} ${percent(shares[k])}` : "");
        picture.paint(`swatches-${rank}`, loudest ? rgb[loudest[k]] : [1, 1, 1]);
      });
      picture.paint("swatches-blend", blend ?? [1, 1, 1]);
    },
  };
};
