// The journal's queue against a server in memory that refuses, loses and is written to by others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet } from "@codemirror/state";
import { Journal } from "../src/journal/queue.js";
import { textOf } from "../src/journal/rebuild.js";

class Server {
  text = textOf("");
  seq = 0;

  writers = [];

  /** A repeated request, the answer to which was lost: known by who sent it, after which entry. */
  again(client, base, entries) {
    const before = this.writers.slice(base, base + entries.length);
    return before.length === entries.length && before.every((writer) => writer === client);
  }

  async post({ client, base_seq: base, entries, length }) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    if (base < this.seq && this.again(client, base, entries)) return { seq: base + entries.length, saved_at: "2026-01-01T00:00:00Z" };
    const told = { text: this.text.toString(), seq: this.seq };
    if (base !== this.seq) throw Object.assign(new Error("gap"), { status: 409, body: told });
    let text = this.text;
    for (const entry of entries) text = ChangeSet.fromJSON(entry.changes).apply(text);
    assert.equal(text.length, length);
    this.text = text;
    this.seq += entries.length;
    for (let at = 0; at < entries.length; at += 1) this.writers.push(client);
    if (Math.random() < 0.1) throw Object.assign(new Error("lost"), { status: 0, body: {} });
    return { seq: this.seq, saved_at: "2026-01-01T00:00:00Z" };
  }
}

class Window {
  constructor(server, name) {
    this.text = server.text;
    this.journal = new Journal({
      client: name,
      seq: server.seq,
      doc: server.text,
      post: (body) => server.post(JSON.parse(JSON.stringify(body))),
      applyRemote: (changes) => (this.text = changes.apply(this.text)),
      scrollTop: () => 0,
      report: () => {},
    });
  }

  insert(place, letter) {
    const at = Math.min(this.text.length, Math.floor(place * (this.text.length + 1)));
    const changes = ChangeSet.of({ from: at, insert: letter }, this.text.length);
    this.text = changes.apply(this.text);
    this.journal.record({ changes: changes.toJSON(), kind: "input.type", selection: [at + 1, at + 1] }, changes);
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function settle(windows) {
  while (windows.some(({ journal }) => journal.unsaved)) await pause(10);
}

test("three windows that type at once keep every letter, and each once", async () => {
  const server = new Server();
  const windows = ["a", "b", "c"].map((name) => new Window(server, name));
  let typed = "";
  for (let step = 0; step < 300; step += 1) {
    const letter = String.fromCharCode(0x4e00 + step);
    typed += letter;
    windows[step % 3].insert(Math.random(), letter);
    if (Math.random() < 0.3) await pause(Math.random() * 6);
  }
  await settle(windows);
  assert.equal([...server.text.toString()].sort().join(""), [...typed].sort().join(""));
});

test("each window shows what the server holds once it has written last", async () => {
  const server = new Server();
  const windows = ["a", "b"].map((name) => new Window(server, name));
  for (let step = 0; step < 40; step += 1) windows[step % 2].insert(0.5, "x");
  await settle(windows);
  for (const window of windows) {
    window.insert(0, "!");
    await settle([window]);
    assert.equal(window.text.toString(), server.text.toString());
  }
});

test("long silence of the server makes one entry of many", async () => {
  const server = new Server();
  const window = new Window(server, "a");
  for (let step = 0; step < 2000; step += 1) window.insert(1, "y");
  await settle([window]);
  assert.equal(server.text.toString(), "y".repeat(2000));
  assert.ok(server.seq <= 2);
});

test("an answer that was lost is understood from the text, also when another wrote after it", async () => {
  const server = new Server();
  server.text = textOf("beginning, middle, end");
  const window = new Window(server, "a");
  server.again = () => false;
  server.post = async ({ entries }) => {
    server.text = ChangeSet.fromJSON(entries[0].changes).apply(server.text);
    server.seq += 1;
    delete server.post;
    throw Object.assign(new Error("lost"), { status: 0, body: {} });
  };
  window.insert(0.99, "!");
  await pause(60);
  server.text = ChangeSet.of({ from: 0, insert: "A new " }, server.text.length).apply(server.text);
  server.seq += 1;
  await settle([window]);
  assert.equal(server.text.toString(), "A new beginning, middle, end!");
  assert.equal(window.text.toString(), server.text.toString());
});
