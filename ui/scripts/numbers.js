/** Small arithmetic that is the same everywhere: whole numbers only, as in the actors. */

/** A number from a text, always the same (FNV-1a, 32 bits). */
export function hashed(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A source of numbers 0 … 1 that begins with a seed, always the same (xorshift, 32 bits). */
export function dice(seed) {
  let state = seed || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

export const clamped = (value, low, high) => (value < low ? low : value > high ? high : value);

/** Thousandths as people read them: "+37". */
export const signed = (thousandths) => `${thousandths > 0 ? "+" : thousandths < 0 ? "−" : "±"}${Math.round(Math.abs(thousandths) / 10)}`;

/** With thin spaces between thousands. */
export const counted = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, " ");

/** "1 tick", "3 ticks". */
export const plural = (number, word) => `${counted(number)} ${word}${number === 1 ? "" : "s"}`;
