/** pdf.js, told to run nothing that a document brings along and to fetch nothing from elsewhere. */
import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  type RenderTask,
  TextLayer,
} from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

export type { PDFDocumentProxy, PDFPageProxy };

GlobalWorkerOptions.workerSrc = workerUrl;

const MOST_PIXELS = 16_777_216; // what iOS gives one canvas

interface Opening {
  pdf: Promise<PDFDocumentProxy>;
  close(): void;
}

export function openPdf(url: string): Opening {
  const task = getDocument({
    url,
    isEvalSupported: false,
    enableXfa: false,
    stopAtErrors: false,
    wasmUrl: `${__PDF_FILES__}wasm/`,
    cMapUrl: `${__PDF_FILES__}cmaps/`,
    standardFontDataUrl: `${__PDF_FILES__}standard_fonts/`,
    iccUrl: `${__PDF_FILES__}iccs/`,
  });
  return { pdf: task.promise, close: () => void task.destroy() };
}

export const isLocked = (error: unknown): boolean =>
  error instanceof Error && error.name === "PasswordException";

/** Page size in CSS pixels at scale 1. */
export function sizeOf(page: PDFPageProxy): { width: number; height: number } {
  const { width, height } = page.getViewport({ scale: 1 });
  return { width, height };
}

export interface Drawing {
  done: Promise<void>;
  stop(): void;
}

/** Draws a page, and lays its text over it so that it can be selected and read aloud. */
export function draw(
  page: PDFPageProxy,
  scale: number,
  canvas: HTMLCanvasElement,
  textHolder: HTMLElement,
): Drawing {
  const viewport = page.getViewport({ scale });
  const wanted = Math.min(window.devicePixelRatio || 1, 3);
  const sharpness = Math.min(wanted, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
  const fresh = canvas.ownerDocument.createElement("canvas"); // the old picture stays until the new one is there
  fresh.width = Math.floor(viewport.width * sharpness);
  fresh.height = Math.floor(viewport.height * sharpness);
  const task: RenderTask = page.render({
    canvas: fresh,
    viewport,
    transform: [sharpness, 0, 0, sharpness, 0, 0],
  });
  const text = new TextLayer({
    textContentSource: page.streamTextContent(),
    container: textHolder,
    viewport,
  });
  return {
    done: finish(task, text, canvas, fresh, textHolder),
    stop() {
      task.cancel();
      text.cancel();
    },
  };
}

async function finish(
  task: RenderTask,
  text: TextLayer,
  canvas: HTMLCanvasElement,
  fresh: HTMLCanvasElement,
  textHolder: HTMLElement,
): Promise<void> {
  try {
    await task.promise;
    canvas.width = fresh.width;
    canvas.height = fresh.height;
    canvas.getContext("2d")?.drawImage(fresh, 0, 0);
    textHolder.replaceChildren();
    await text.render();
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name !== "RenderingCancelledException" && name !== "AbortException") throw error;
  }
}
