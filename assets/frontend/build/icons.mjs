// One SVG sprite of the Lucide icons named in icons.json: <svg><use href="…/icons.svg#name"></use></svg>.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PAINT = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';

async function symbolOf(folder, name) {
  const source = await readFile(join(folder, `${name}.svg`), "utf8");
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(source)[1].replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" ${PAINT}>${body}</symbol>`;
}

export async function buildIcons(root, target) {
  const names = JSON.parse(await readFile(join(root, "build/icons.json"), "utf8"));
  const folder = join(root, "node_modules/lucide-static/icons");
  const symbols = await Promise.all([...new Set(names)].sort().map((name) => symbolOf(folder, name)));
  await writeFile(target, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}
