// Kept passages: ticked anywhere, held by this browser, shown and exported at /kept.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const base = $(".name").pathname;
  const STORE = `workshop-search-kept:${base}`;
  const MOST = 2000;
  const MOST_SHARED = 200;  // Longer addresses are cut or refused on the way.
  let push = null;  // Sends what is kept to the server, where a key was given.
  const load = () => { try { const found = JSON.parse(localStorage.getItem(STORE)); return Array.isArray(found) ? found : []; } catch { return []; } };
  const save = (items) => {
    try { localStorage.setItem(STORE, JSON.stringify(items)); push?.(); } catch { tell("This browser has no room left for kept passages. Remove some, or save them to a file."); return false; }
    show();
    return true;
  };

  const bar = document.createElement("aside");
  bar.className = "kept-bar";
  bar.setAttribute("aria-label", "Kept passages");
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  const open = document.createElement("a");
  open.href = `${base}kept`;
  open.textContent = "Open";
  bar.append(words, open);
  bar.hidden = true;
  document.body.append(bar);
  const tell = (text) => { words.textContent = text; bar.hidden = false; };
  const show = () => {
    const items = load();
    const ids = new Set(items.map((item) => item.id));
    for (const box of document.querySelectorAll("[data-keep]")) box.checked = ids.has(box.dataset.keep);
    const count = $("#kept-count");
    if (count) count.textContent = items.length || "";
    words.textContent = `${items.length} ${items.length === 1 ? "passage" : "passages"} kept`;
    bar.hidden = !items.length || Boolean($("#kept"));
  };
  const keep = async (id) => {
    if (load().length >= MOST) { tell(`At most ${MOST} passages can be kept. Remove some first.`); return; }
    try {
      const reply = await fetch(`${base}v1/passages/${encodeURIComponent(id)}`);
      if (!reply.ok) throw new Error(`The passage could not be kept (status ${reply.status}). Try again.`);
      const passage = await reply.json();
      const items = load().filter((item) => item.id !== passage.id);
      save([...items, { id: passage.id, text: passage.text, title: passage.document.title, note: "" }]);
    } catch (error) { show(); tell(error.message); }
  };
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-keep]");
    if (!box) return;
    if (box.checked) keep(box.dataset.keep);
    else save(load().filter((item) => item.id !== box.dataset.keep));
  });
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  new MutationObserver(show).observe($("main"), { childList: true });
  show();

  const page = $("#kept");
  if (!page) return;
  $("#kept-adopt")?.addEventListener("click", async (event) => {
    event.target.disabled = true;
    for (const box of document.querySelectorAll("[data-keep]")) if (!box.checked) await keep(box.dataset.keep);
    location.assign(`${base}kept`);
  });
  if (!page.dataset.own) return;

  const list = $("#kept-list");
  const said = (text) => { $("#kept-said").textContent = text; };
  const showShared = () => { const button = $("#kept-unshare"); if (button) button.hidden = !server?.shared; };
  const draw = async (focus) => {
    const items = load();
    $("#kept-empty").hidden = items.length > 0;
    if (!items.length) { list.replaceChildren(); return; }
    try {
      const reply = await fetch(`${base}kept`, { method: "POST", body: new URLSearchParams({ items: JSON.stringify(items) }) });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (!$("#kept-list", fresh)) throw new Error($(".notice", fresh)?.textContent || `The server responded with status ${reply.status}. Your passages are still kept.`);
      list.replaceChildren(...document.adoptNode($("#kept-list", fresh)).childNodes);
      showShared();
      if (focus) $(focus, list)?.focus();
    } catch (error) { said(error.message); }
  };
  // A move needs nothing of the server: with many passages, to draw them all again would take seconds.
  const moved = (button) => {
    const item = button.closest("[data-id]");
    if (Number(button.dataset.move) < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    for (const one of item.parentElement.children) {
      for (const move of one.querySelectorAll("[data-move]")) move.disabled = !(Number(move.dataset.move) < 0 ? one.previousElementSibling : one.nextElementSibling);
    }
    (button.disabled ? item.querySelector("[data-move]:enabled") : button)?.focus();
    item.scrollIntoView({ block: "nearest" });
    exported();
  };
  const id = (node) => node.closest("[data-id]").dataset.id;
  const exported = () => { const field = $(".export textarea", list); if (field) field.value = JSON.stringify({ items: load() }); };
  list.addEventListener("input", (event) => {
    if (!event.target.matches("[data-note]")) return;
    const items = load();
    const item = items.find((one) => one.id === id(event.target));
    if (item) { item.note = event.target.value; save(items); exported(); }
  });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const items = load();
    if (button.dataset.move || button.matches("[data-drop]")) {
      const at = items.findIndex((one) => one.id === id(button));
      if (at < 0) return;
      const [item] = items.splice(at, 1);
      if (button.dataset.move) items.splice(at + Number(button.dataset.move), 0, item);
      if (!save(items)) return;
      if (button.dataset.move) moved(button);
      else draw("[data-note]");
    } else if (button.id === "kept-share" && server) {
      try {
        const { shared } = await post("share", {});
        server.shared = true;
        showShared();
        const url = new URL(`${base}kept?shared=${shared}`, location.href).href;
        await navigator.clipboard.writeText(url).then(() => said("The link is copied."), () => said(url));
      } catch (error) { said(error.message); }
    } else if (button.id === "kept-unshare") {
      try {
        await post("unshare", {});
        server.shared = false;
        showShared();
        said("The link no longer opens your passages.");
      } catch (error) { said(error.message); }
    } else if (button.id === "kept-share" && items.length > MOST_SHARED) {
      said(`A link holds at most ${MOST_SHARED} passages. Save yours to a file and send that: others can open it on this page.`);
    } else if (button.id === "kept-share") {
      const url = new URL(`${base}kept`, location.href);
      for (const item of items) url.searchParams.append("id", item.id);
      try { await navigator.clipboard.writeText(url.href); said("The link is copied."); } catch { said(url.href); }
    }
  });
  // On the server: the notebook of a key. What two browsers kept is put together; nothing is lost.
  const REVISION = `${STORE}:revision`;
  let server = null;
  const post = async (what, given) => {
    const reply = await fetch(`${base}kept/${what}`, { method: "POST", body: new URLSearchParams({ key: server.key, ...given }) });
    if (reply.ok || reply.status === 409) return { ...(await reply.json()), late: reply.status === 409 };
    const notice = $(".notice", new DOMParser().parseFromString(await reply.text(), "text/html"));
    throw new Error(`${notice?.textContent.trim() || `The server responded with status ${reply.status}.`} Your passages are still kept in this browser.`);
  };
  const together = (theirs) => {
    const ids = new Set(load().map((item) => item.id));
    return [...load(), ...theirs.filter((item) => !ids.has(item.id))].slice(0, MOST);
  };
  const send = async () => {
    try {
      let reply = await post("save", { items: JSON.stringify({ items: load() }), revision: server.revision });
      if (reply.late) {
        localStorage.setItem(STORE, JSON.stringify(together(reply.items)));
        reply = await post("save", { items: JSON.stringify({ items: load() }), revision: reply.revision });
        draw();
      }
      if (reply.late) throw new Error("Somebody else is changing this notebook. Open it again.");
      server.revision = reply.revision;
      localStorage.setItem(REVISION, reply.revision);
      said("Kept on the server too.");
    } catch (error) { said(error.message); }
  };
  let [waiting, sending] = [0, Promise.resolve()];
  const connect = async (key) => {
    server = { key, revision: 0 };
    try {
      const { revision, items, shared } = await post("open", {});
      server = { key, revision, shared };
      // What was removed here since the server was last written stays removed.
      if (localStorage.getItem(REVISION) !== String(revision)) localStorage.setItem(STORE, JSON.stringify(together(items)));
      push = () => { clearTimeout(waiting); waiting = setTimeout(() => { sending = sending.then(send); }, 600); };
      push();
      show();
      draw();
      $("#kept-server").hidden = true;
    } catch (error) { server = null; said(error.message); }
  };
  $("#kept-server form").addEventListener("submit", (event) => {
    event.preventDefault();
    connect($("#kept-server [name=key]").value.trim());
  });
  $("#kept-import").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const found = JSON.parse(await file.text());
      const given = (Array.isArray(found) ? found : found.items).filter((item) => typeof item.id === "string");
      const ids = new Set(load().map((item) => item.id));
      const items = [...load(), ...given.filter((item) => !ids.has(item.id)).map(({ id: name, text = "", title = "", note = "" }) => ({ id: name, text, title, note }))];
      if (items.length > MOST) said(`That would be ${items.length} passages; at most ${MOST} can be kept.`);
      else if (save(items)) { said(`${items.length - ids.size} passages were added.`); draw(); }
    } catch { said("This is not a notebook. Choose a file that was saved from this page."); }
    event.target.value = "";
  });
  draw();
  // Where a notebook was opened before and its key is still remembered, it is opened again.
  const known = sessionStorage.getItem("workshop-search-key");
  if (known && localStorage.getItem(REVISION)) connect(known);
})();
