/** PDF pages one below the other, drawn when they come near. This module is loaded lazily. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Empty, Loading } from "../ui/states";
import { isLocked, openPdf, type PDFDocumentProxy, sizeOf } from "./pdf";
import { PdfPage } from "./pdf-page";
import styles from "./viewer.module.css";

export interface ViewerProps {
  url: string;
  title: string;
}

interface Opened {
  pdf: PDFDocumentProxy;
  size: { width: number; height: number };
}

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const FIT = 2;

export function Viewer({ url, title }: ViewerProps) {
  const { opened, error } = usePdf(url);
  const [step, setStep] = useState(FIT);
  const [current, setCurrent] = useState(1);
  const { holder, width } = useWidth();

  if (error) return <Unshown error={error} />;
  const pages = opened?.pdf.numPages ?? 0;
  const scale = opened && width ? (width / opened.size.width) * (ZOOMS[step] ?? 1) : 0;
  return (
    <section class={styles.viewer} aria-label={title}>
      <div class={styles.bar} data-single={pages === 1 || undefined}>
        <span class={styles.place}>{pages > 0 && t("viewer.page", { page: current, pages })}</span>
        <Button
          kind="quiet"
          icon="minus"
          iconOnly
          disabled={step === 0}
          onClick={() => setStep(step - 1)}
        >
          {t("viewer.zoom_out")}
        </Button>
        <Button
          kind="quiet"
          icon="add"
          iconOnly
          disabled={step === ZOOMS.length - 1}
          onClick={() => setStep(step + 1)}
        >
          {t("viewer.zoom_in")}
        </Button>
        <Button kind="quiet" icon="fit" iconOnly onClick={() => setStep(FIT)}>
          {t("viewer.zoom_fit")}
        </Button>
      </div>
      <div ref={holder} class={styles.pages}>
        {!opened && <Loading text={t("viewer.loading")} />}
        {opened &&
          scale > 0 &&
          Array.from({ length: pages }, (_, index) => index + 1).map((number) => (
            <PdfPage
              key={number}
              pdf={opened.pdf}
              number={number}
              label={t("viewer.page", { page: number, pages })}
              guess={opened.size}
              scale={scale}
              onCurrent={setCurrent}
            />
          ))}
      </div>
    </section>
  );
}

function Unshown({ error }: { error: unknown }) {
  return (
    <Empty icon="file" title={t("document.preview_failed")}>
      {isLocked(error) && <p>{t("notice.password")}</p>}
    </Empty>
  );
}

function usePdf(url: string): { opened: Opened | null; error: unknown } {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    const opening = openPdf(url);
    setOpened(null);
    setError(null);
    const measure = async () => {
      const pdf = await opening.pdf;
      const size = sizeOf(await pdf.getPage(1));
      if (current) setOpened({ pdf, size });
    };
    measure().catch((reason) => current && setError(reason));
    return () => {
      current = false;
      opening.close();
    };
  }, [url]);
  return { opened, error };
}

/** The width that a page may have; follows the window in steps, as each change draws anew. */
function useWidth() {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      const { paddingLeft, paddingRight } = getComputedStyle(element);
      setWidth(
        element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight),
      );
    };
    measure();
    const observer = new ResizeObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(measure, 120);
    });
    observer.observe(element);
    return () => {
      clearTimeout(waiting);
      observer.disconnect();
    };
  }, []);
  return { holder, width };
}
