// Pictures of a text: where `![alt](target)` stands, and the address that shows it while writing.

const PICTURE = /!\[((?:[^\]\\]|\\.)*)\]\(\s*<?([^\s)>]+)>?[^)]*\)/g;

/**
 * @param {string} text of one line
 * @param {number} start where the line begins in the document
 * @returns {{from: number, to: number, altFrom: number, altTo: number, alt: string, target: string}[]}
 */
export function picturesIn(text, start) {
  if (!text.includes("![")) return [];
  return [...text.matchAll(PICTURE)].map((match) => {
    const from = start + match.index;
    const altFrom = from + 2;
    return { from, to: from + match[0].length, altFrom, altTo: altFrom + match[1].length, alt: match[1], target: match[2] };
  });
}

const fresh = new Map();

/** A picture just added is shown from memory, not fetched again. */
export function rememberPicture(target, url) {
  fresh.set(target, url);
}

/** The address of a picture, or null for one that only the finished page can show. */
export function addressOf(target, mediaUrl) {
  if (fresh.has(target)) return fresh.get(target);
  const media = /^media:([0-9a-f-]{36})$/i.exec(target);
  return media ? `${mediaUrl}/${media[1]}/view` : null;
}

/** In a description, brackets would end it: they are written with a backslash. */
export function escapeAlt(alt) {
  return alt.replace(/[\\[\]]/g, "\\$&").replace(/\s*\n\s*/g, " ");
}

export function unescapeAlt(alt) {
  return alt.replace(/\\([\\[\]])/g, "$1");
}
