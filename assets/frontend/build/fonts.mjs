// Copies the subsets we ship from the @fontsource packages and writes fonts.css with their unicode ranges.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SUBSETS = ["latin-ext", "latin"];
// iA Writer Quattro is published with the latin subset alone.
const FAMILIES = [
  { name: "@fontsource-variable/inter", sheets: ["wght.css"] },
  { name: "@fontsource/ia-writer-quattro", sheets: ["400.css", "400-italic.css", "700.css", "700-italic.css"] },
  { name: "@fontsource-variable/literata", sheets: ["wght.css", "wght-italic.css"] },
  { name: "@fontsource-variable/jetbrains-mono", sheets: ["wght.css"] },
];

function facesOf(css) {
  return [...css.matchAll(/@font-face\s*{([^}]*)}/g)].map(([, body]) => body.trim());
}

/** The file of a face when it is one of our subsets, else null. */
function fileOf(face) {
  const file = /url\(\.\/files\/([^)]+\.woff2)\)/.exec(face)?.[1];
  if (!file) return null;
  const subset = /-(latin-ext|latin|cyrillic-ext|cyrillic|greek-ext|greek|vietnamese)-/.exec(file)?.[1];
  return SUBSETS.includes(subset) ? file : null;
}

function ruleOf(face, file) {
  const lines = face.split(";").map((line) => line.trim()).filter((line) => line && !line.startsWith("src"));
  lines.push(`src: url("${file}") format("woff2")`);
  return `@font-face {\n${lines.map((line) => `  ${line};`).join("\n")}\n}\n`;
}

async function copyFamily(root, target, { name, sheets }) {
  const folder = join(root, "node_modules", name);
  const rules = [];
  for (const sheet of sheets) {
    for (const face of facesOf(await readFile(join(folder, sheet), "utf8"))) {
      const file = fileOf(face);
      if (!file) continue;
      await copyFile(join(folder, "files", file), join(target, file));
      rules.push(ruleOf(face, file));
    }
  }
  await copyFile(join(folder, "LICENSE"), join(target, `${name.split("/")[1]}-OFL.txt`));
  return rules;
}

export async function buildFonts(root, target) {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const rules = [];
  for (const family of FAMILIES) rules.push(...(await copyFamily(root, target, family)));
  await writeFile(join(target, "fonts.css"), rules.join("\n"));
}
