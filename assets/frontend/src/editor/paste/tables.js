// A table of a page → a pipe table.

function cellText(cell, convert) {
  return convert(cell).replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|").trim();
}

function ruleOf(cell) {
  const align = cell.getAttribute("align") || /text-align:\s*(\w+)/.exec(cell.dataset.style ?? "")?.[1];
  return { center: ":---:", right: "---:", end: "---:" }[align] ?? "---";
}

const line = (cells) => `| ${cells.join(" | ")} |`;

/**
 * @param {HTMLTableElement} table
 * @param {(cell: Element) => string} convert
 */
export function tableToMarkdown(table, convert) {
  const rows = [...table.rows].map((row) => [...row.cells]);
  const width = Math.max(...rows.map((row) => row.length));
  const texts = rows.map((row) => Array.from({ length: width }, (_none, at) => (row[at] ? cellText(row[at], convert) : "")));
  const rules = Array.from({ length: width }, (_none, at) => (rows[0][at] ? ruleOf(rows[0][at]) : "---"));
  return `\n\n${[line(texts[0]), line(rules), ...texts.slice(1).map(line)].join("\n")}\n\n`;
}
