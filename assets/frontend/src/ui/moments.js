// Moments as people say them: 14:02 today, Yesterday, 12 Nov, 12 Nov 2019.
import { _ } from "../text.js";

// English without a country writes the day before the month, as the rest of the interface does.
const language = () => (document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang) || undefined;
const DAY_MS = 86_400_000;

function dayStart(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function clock(iso) {
  return new Date(iso).toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function shortMoment(iso, today = new Date()) {
  const date = new Date(iso);
  const days = Math.round((dayStart(today) - dayStart(date)) / DAY_MS);
  if (days === 0) return clock(iso);
  if (days === 1) return _("Yesterday");
  const sameYear = date.getFullYear() === today.getFullYear();
  return date.toLocaleDateString(language(), { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

export function longMoment(iso) {
  return new Date(iso).toLocaleString(language(), { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
