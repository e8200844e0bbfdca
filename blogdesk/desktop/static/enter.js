// Trades the single-use code in the fragment for this launch's cookie, then goes to the app.
const code = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

async function enter() {
  const answer = await fetch("/_bd/enter", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const { next } = await answer.json();
  location.replace(next);
}

enter().catch(() => {
  document.getElementById("wait").hidden = true;
  document.getElementById("refused").hidden = false;
});
