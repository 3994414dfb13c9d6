/** How a file can be shown. */
export type Preview = "pdf" | "image" | "text" | "none";

const IMAGES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"]);

/** By its type, and whether there is a searchable PDF of it, which is shown instead. */
export function previewKind(mimeType: string, hasArchive: boolean): Preview {
  if (hasArchive || mimeType === "application/pdf") return "pdf";
  if (IMAGES.has(mimeType)) return "image";
  if (mimeType === "text/plain" || mimeType === "text/csv") return "text";
  return "none";
}
