// The page of the window's tests: marks what it sees, does what the plan says.
const plan = JSON.parse(document.currentScript.dataset.plan);
const csrf = document.querySelector("meta[name=csrf-token]").content;
const text = document.getElementById("text");

async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-BD-CSRF": csrf },
    body: JSON.stringify(body),
  });
  return answer.json();
}
const mark = (name, detail = null) => post("/studio/mark", { name, detail });

let violations = 0;
document.addEventListener("securitypolicyviolation", () => violations++);
window.blogdeskFlush = async () => {
  await mark("flush", text.value);
  if (plan.silent) await new Promise(() => {});
  return !plan.unsaved;
};
text.addEventListener("input", () => mark("typed", text.value));

const deeds = {
  hang: () => { for (;;) ; },
  click: (href) => { const link = document.getElementById("link"); link.href = href; link.click(); },
  blank: (href) => { const link = document.getElementById("link"); link.href = href; link.target = "_blank"; link.click(); },
  go: (href) => { location.href = href; },
  open: (href) => { window.open(href); },
  inner: () => document.querySelector("iframe").contentDocument.getElementById("inner").click(),
  copy: (what) => post("/desktop/copy", { text: what }),
  folder: async () => mark("folder", await post("/desktop/choose-folder")),
  quit: () => post("/desktop/quit"),
};

window.addEventListener("load", async () => {
  text.focus();
  await post("/desktop/ready");
  await mark("page", {
    bridge: [typeof window.pywebview, typeof window.qt, typeof window.QWebChannel],
    cookie: document.cookie,
    select: getComputedStyle(document.getElementById("words")).userSelect,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    storage: Object.keys(localStorage).length,
    violations,
  });
  for (const [deed, value] of Object.entries(plan)) if (deeds[deed]) await deeds[deed](value);
  if (plan.settle) setTimeout(() => mark("settled", location.pathname), 1500);
});
