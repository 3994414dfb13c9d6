import { partsOf } from "./marked";

/** A snippet with its hits marked. */
export function MarkedText({ snippet }: { snippet: string }) {
  return (
    <>
      {partsOf(snippet).map((part, index) => {
        return part.hit ? <mark key={index}>{part.text}</mark> : part.text;
      })}
    </>
  );
}
