/** Writes a .gz sibling beside every text file, so that the box compresses nothing itself. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = new Set([".html", ".js", ".mjs", ".css", ".svg", ".json", ".wasm", ".txt"]);
const WORTH_IT_BYTES = 512;

export function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (COMPRESSIBLE.has(extname(name))) compress(join(folder, name));
      }
    },
  };
}

function compress(path: string): void {
  const bytes = readFileSync(path);
  if (bytes.length < WORTH_IT_BYTES) return;
  const smaller = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
  if (smaller.length < bytes.length) writeFileSync(`${path}.gz`, smaller);
}
