/** Which card a key leads to, in a grid whose rows are known by the top edges of its cards. */
export function neighbour(tops: readonly number[], at: number, key: string): number {
  const last = tops.length - 1;
  if (at < 0) return 0;
  switch (key) {
    case "ArrowRight":
      return Math.min(at + 1, last);
    case "ArrowLeft":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    case "ArrowDown":
      return Math.min(at + columns(tops), last);
    case "ArrowUp":
      return at - columns(tops) >= 0 ? at - columns(tops) : at;
    default:
      return at;
  }
}

function columns(tops: readonly number[]): number {
  const second = tops.findIndex((top) => top !== tops[0]);
  return second < 0 ? tops.length : second;
}
