import { defineConfig } from "vitest/config";
import { compressed } from "./build/compressed";
import { PDF_FILES, pdfFiles } from "./build/pdf-files";
import { themeScript } from "./build/theme-script";

export default defineConfig({
  plugins: [themeScript(), pdfFiles(), compressed()],
  define: { __PDF_FILES__: JSON.stringify(PDF_FILES) },
  build: {
    target: ["chrome111", "firefox120", "safari17.5"], // light-dark() and what pdf.js needs anyway
    assetsInlineLimit: 0, // the content policy forbids data: addresses
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    sourcemap: false,
    rollupOptions: { input: ["index.html", "schema-view.html"] },
  },
  server: { port: 5173, proxy: { "/api": "http://127.0.0.1:8000" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
