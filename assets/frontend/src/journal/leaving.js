// What happens when the page goes away: everything typed is sent first, and nobody leaves unwarned.

const journals = new Set();

/** The desktop's window calls this before it closes. Resolves to whether all is saved. */
window.blogdeskFlush = async () => {
  const results = await Promise.all([...journals].map((journal) => journal.flush({ keepalive: true })));
  return results.every(Boolean);
};

function sendNow() {
  for (const journal of journals) void journal.flush({ keepalive: true });
}

window.addEventListener("pagehide", () => {
  for (const journal of journals) journal.partingShot();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sendNow();
});
window.addEventListener("online", sendNow);
window.addEventListener("beforeunload", (event) => {
  if ([...journals].some((journal) => journal.unsaved && journal.failing)) event.preventDefault();
});

/** Watches over a journal; the answer releases it once everything is saved. */
export function watch(journal) {
  journals.add(journal);
  return async () => {
    if (await journal.flush()) journals.delete(journal);
  };
}
