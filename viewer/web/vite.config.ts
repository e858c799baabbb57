import { defineConfig } from "vite";

// One script and one style sheet with hashed names, so that both can be cached for ever.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2023",
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    proxy: { "/v1": "http://127.0.0.1:8000", "/readyz": "http://127.0.0.1:8000" },
  },
});
