// The licences of what ends up in the bundle: read from the packages that esbuild reports as inputs.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

function packageOf(path) {
  const match = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
  return match ? match[1] : null;
}

/** The text in the package, or the one kept in build/licences for a package that ships none. */
async function licenceText(root, name) {
  const folder = join(root, "node_modules", name);
  const own = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const path = own ? join(folder, own) : join(root, "build/licences", `${name.replace("/", "+")}.txt`);
  return (await readFile(path, "utf8")).replaceAll("\r\n", "\n").trim();
}

/** @returns {Promise<string>} one section a package, sorted by name */
export async function licencesOf(root, inputs, extra) {
  const names = new Set([...inputs.map(packageOf).filter(Boolean), ...extra]);
  const sections = [];
  for (const name of [...names].sort()) {
    const about = JSON.parse(await readFile(join(root, "node_modules", name, "package.json"), "utf8"));
    if (/GPL/.test(about.license)) throw new Error(`${name} is ${about.license}`);
    sections.push(`${name} ${about.version} (${about.license})\n\n${await licenceText(root, name)}\n`);
  }
  return sections.join(`\n${"-".repeat(78)}\n\n`);
}
