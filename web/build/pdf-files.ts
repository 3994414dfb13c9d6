/** Ships what pdf.js fetches by name at run time: decoders, character maps, standard fonts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import manifest from "../node_modules/pdfjs-dist/package.json" with { type: "json" };

const FOLDERS = ["wasm", "cmaps", "standard_fonts", "iccs"];
/** The version in the path lets these files be cached for good, like all hashed assets. */
export const PDF_FILES = `/assets/pdfjs-${manifest.version}/`;

export function pdfFiles(): Plugin {
  const source = join(import.meta.dirname, "../node_modules/pdfjs-dist");
  return {
    name: "pdf-files",
    generateBundle() {
      for (const folder of FOLDERS) {
        for (const name of readdirSync(join(source, folder))) {
          this.emitFile({
            type: "asset",
            fileName: `${PDF_FILES.slice(1)}${folder}/${name}`,
            source: readFileSync(join(source, folder, name)),
          });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use(PDF_FILES, (request, response, next) => {
        try {
          response.end(
            readFileSync(join(source, new URL(request.url ?? "/", "http://x").pathname)),
          );
        } catch {
          next();
        }
      });
    },
  };
}
