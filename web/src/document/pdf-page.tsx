/** One page: a frame of the right size at once, its picture when it comes near. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Drawing, draw, type PDFDocumentProxy, sizeOf } from "./pdf";
import styles from "./viewer.module.css";

const NEAR = "600px 0px";

interface Props {
  pdf: PDFDocumentProxy;
  number: number;
  label: string;
  /** Size of the first page, until this one is known. */
  guess: { width: number; height: number };
  scale: number;
  onCurrent(number: number): void;
}

export function PdfPage({ pdf, number, label, guess, scale, onCurrent }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(guess);
  const [near, setNear] = useState(false);

  useEffect(() => watch(frame.current, NEAR, setNear), []);
  useEffect(
    () => watch(frame.current, "-45% 0px -50% 0px", (middle) => middle && onCurrent(number)),
    [number, onCurrent],
  );
  useEffect(() => {
    if (!near) return;
    let drawing: Drawing | undefined;
    let stopped = false;
    const start = async () => {
      const page = await pdf.getPage(number);
      if (stopped || !canvas.current || !text.current) return;
      setSize(sizeOf(page));
      drawing = draw(page, scale, canvas.current, text.current);
      await drawing.done;
    };
    start().catch(() => frame.current?.setAttribute("data-failed", ""));
    return () => {
      stopped = true;
      drawing?.stop();
    };
  }, [pdf, number, scale, near]);

  return (
    <div
      ref={frame}
      class={styles.page}
      role="group"
      aria-label={label}
      style={{
        width: `${size.width * scale}px`,
        height: `${size.height * scale}px`,
        "--total-scale-factor": String(scale),
      }}
    >
      <canvas ref={canvas} class={styles.canvas} />
      <div ref={text} class={styles.textLayer} lang="" />
    </div>
  );
}

function watch(element: Element | null, rootMargin: string, tell: (seen: boolean) => void) {
  if (!element) return undefined;
  const observer = new IntersectionObserver(
    (entries) => tell(entries[entries.length - 1]?.isIntersecting ?? false),
    { rootMargin },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
