/** The hidden file inputs behind the buttons for adding documents and taking a photo. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { add } from "./drop-zone";

const ACCEPTED = "application/pdf,image/*,text/plain,text/csv,.heic,.heif,.pdf,.tif,.tiff";

let openFiles = () => {};
let openCamera = () => {};

export const pickFiles = () => openFiles();
export const takePhoto = () => openCamera();

export function FileInputs() {
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  useEffect(() => {
    openFiles = () => files.current?.click();
    openCamera = () => camera.current?.click();
  }, []);
  const take = (input: HTMLInputElement) => {
    add([...(input.files ?? [])]);
    input.value = ""; // the same file may be chosen again
  };
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={t("nav.upload")}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={camera}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        aria-label={t("nav.camera")}
        onChange={(event) => take(event.currentTarget)}
      />
    </>
  );
}
