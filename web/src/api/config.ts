/** What is changed on the page instead of in the configuration file. */
import { ACCEPT, csrfToken, get, patch } from "./client";
import { ApiError, errorFromAnswer } from "./errors";

/** null: the configuration file decides. */
export interface Configuration {
  app_title: string | null;
  app_logo: string | null;
  language: string | null;
  mode: "auto" | "force" | "redo" | "off" | null;
  archive_file_generation: "auto" | "always" | "never" | null;
  output_type: "pdf" | "pdfa" | "pdfa-1" | "pdfa-2" | "pdfa-3" | null;
  unpaper_clean: "clean" | "clean-final" | "none" | null;
  pages: number | null;
  image_dpi: number | null;
  deskew: boolean | null;
  rotate_pages: boolean | null;
}

const PATH = "/api/config/1/";

export const getConfiguration = () => get<Configuration>(PATH);
export const saveConfiguration = (changes: Partial<Configuration>) =>
  patch<Configuration>(PATH, changes);

/** Files travel as a form. */
export async function uploadLogo(file: File): Promise<Configuration> {
  const body = new FormData();
  body.set("app_logo", file);
  const headers = { Accept: ACCEPT, "X-CSRFToken": csrfToken() };
  const answer = await fetch(PATH, { method: "PATCH", headers, body }).catch(() => {
    throw new ApiError("unreachable", 0, null);
  });
  const found: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw errorFromAnswer(answer.status, found);
  return found as Configuration;
}
