import { defineConfig } from "vite";
import type { Plugin } from "vite";

/** Shader texts of three that are put before those of every material; all other ones belong to materials that the page has none of. */
const KEPT = new Set(["colorspace_pars_fragment", "tonemapping_pars_fragment"]);

/** Leaves out what nobody reads: texts of shaders that are never compiled, and indents and comments within our own. */
function lean(): Plugin {
  return {
    name: "lean",
    apply: "build",
    transform(code, id) {
      if (!id.endsWith("/three/build/three.module.js")) return null;
      const texts = /^(var|const) ([\w$]+) = "(?:[^"\\\n]|\\.)*";$/gm;
      return { code: code.replace(texts, (whole, kind: string, name: string) => (KEPT.has(name) ? whole : `${kind} ${name} = "";`)), map: null };
    },
    // In the minified script line breaks stand in texts only, and in these an indent means nothing.
    renderChunk: (code) => ({ code: code.replace(/\n\s*\/\/.*/g, "").replace(/\n\s*\/\*\*[^`]*?\*\//g, "").replace(/\n\s+/g, "\n"), map: null }),
  };
}

// One script and one style sheet with hashed names, so that both can be cached for ever.
export default defineConfig({
  base: "./",
  plugins: [lean()],
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
