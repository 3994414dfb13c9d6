/** Puts the theme script into the head as a blocking file: inline scripts are forbidden. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const SOURCE = "src/styles/theme-boot.js";

export function themeScript(): Plugin {
  let reference: string | undefined;
  return {
    name: "theme-script",
    buildStart() {
      if (this.meta.watchMode || this.environment?.mode === "dev") return;
      const source = readFileSync(join(import.meta.dirname, "..", SOURCE), "utf8");
      reference = this.emitFile({ type: "asset", name: "theme.js", source });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const built = Object.values(context.bundle ?? {}).find(
          (file) => file.type === "asset" && file.names.includes("theme.js"),
        );
        const src = reference && built ? `/${built.fileName}` : `/${SOURCE}`;
        return [{ tag: "script", attrs: { src }, injectTo: "head" }];
      },
    },
  };
}
