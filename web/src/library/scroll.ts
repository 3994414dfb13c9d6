/** Keeps the place in the library while a document is open. */
import { LIBRARY, libraryAddress } from "../route";

const places = new Map<string, number>();

/** Goes to where this list was left, and remembers the place when it is left again. */
export function keepScroll(): () => void {
  let address = libraryAddress.peek();
  const place = places.get(address);
  if (place) requestAnimationFrame(() => window.scrollTo(0, place));
  else window.scrollTo(0, 0);
  const remember = () => {
    if (location.pathname !== LIBRARY) return;
    address = libraryAddress.peek();
    places.set(address, window.scrollY);
  };
  window.addEventListener("scroll", remember, { passive: true });
  return () => window.removeEventListener("scroll", remember);
}
