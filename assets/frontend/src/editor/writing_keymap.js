// The keys of Markdown: the same on every system (Mod is Ctrl, or ⌘ on a Mac).
import { insertLink, setHeading, toggleInline, toggleList, toggleQuote } from "./commands.js";
import { pastePlainNext } from "./paste/paste.js";

const headings = [1, 2, 3, 4, 5, 6].map((level) => ({ key: `Mod-Shift-${level}`, run: setHeading(level) }));

export const writingKeymap = [
  { key: "Mod-b", run: toggleInline("**"), preventDefault: true },
  { key: "Mod-i", run: toggleInline("*"), preventDefault: true },
  { key: "Mod-k", run: insertLink, preventDefault: true },
  { key: "Mod-Shift-k", run: insertLink, preventDefault: true },
  { key: "Mod-`", run: toggleInline("`"), preventDefault: true },
  { key: "Mod-Shift-x", run: toggleInline("~~"), preventDefault: true },
  ...headings,
  { key: "Mod-Shift-0", run: setHeading(0) },
  { key: "Mod-Shift-7", run: toggleList("ordered") },
  { key: "Mod-Shift-8", run: toggleList("bullet") },
  { key: "Mod-Shift-9", run: toggleQuote },
  { key: "Mod-Shift-v", run: pastePlainNext },
];
