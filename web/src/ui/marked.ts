/**
 * A search snippet from the daemon, escaped HTML with the hits in <b>, taken apart into plain text.
 * Nothing of it ever becomes markup: whatever is not `<b>` or `</b>` stays visible text.
 */
export interface Part {
  text: string;
  hit: boolean;
}

export function partsOf(snippet: string): Part[] {
  const parts: Part[] = [];
  let hit = false;
  for (const piece of snippet.split(/(<\/?b>)/)) {
    if (piece === "<b>") hit = true;
    else if (piece === "</b>") hit = false;
    else if (piece) parts.push({ text: unescaped(piece), hit });
  }
  return parts;
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex, decimal, name) => {
      if (name) return NAMED[name.toLowerCase()] ?? whole;
      const point = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}
