// Builds everything the studio serves that is not written by hand: the bundle, the fonts, the icons.
// The same sources and lock file give the same bytes; the result is committed and compared in CI.
import { build } from "esbuild";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildFonts } from "./build/fonts.mjs";
import { buildIcons } from "./build/icons.mjs";
import { licencesOf } from "./build/licences.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const staticFolder = process.env.BLOGDESK_STATIC ?? join(here, "../../blogdesk/studio/static");
const dist = join(staticFolder, "dist");

/** Entry points by the name templates use; `imports` are the chunks worth a modulepreload. */
function manifestOf(outputs) {
  const place = (path) => relative(dist, join(here, path)).replaceAll("\\", "/");
  const entries = Object.entries(outputs)
    .filter(([, output]) => output.entryPoint && !output.entryPoint.includes("node_modules"))
    .filter(([path]) => !place(path).startsWith("chunks/"))
    .map(([path, output]) => {
      const imports = output.imports.filter((each) => each.kind === "import-statement");
      return [place(path).replace(/-[A-Z0-9]{8}\.js$/, ".js"), { file: place(path), imports: imports.map((each) => place(each.path)).sort() }];
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function buildBundle() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const result = await build({
    absWorkingDir: here,
    entryPoints: { main: "src/main.js", editor: "src/editor/mount.js" },
    outdir: dist,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: "esm",
    target: ["chrome111", "firefox115", "safari16.4"],
    charset: "utf8",
    legalComments: "none",
    entryNames: "[name]-[hash]",
    chunkNames: "chunks/[name]-[hash]",
    logLevel: "warning",
  });
  await writeFile(join(dist, "manifest.json"), JSON.stringify(manifestOf(result.metafile.outputs), null, 2) + "\n");
  await writeFile(join(dist, "LICENSES.txt"), await licencesOf(here, Object.keys(result.metafile.inputs), ["lucide-static"]));
  return result.metafile.outputs;
}

await buildFonts(here, join(staticFolder, "fonts"));
await buildIcons(here, join(staticFolder, "icons.svg"));
const outputs = await buildBundle();
const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`${Object.keys(outputs).length} files, ${Math.round(bytes / 1024)} kB in ${relative(process.cwd(), dist)}`);
