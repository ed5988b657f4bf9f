// Changing the library: the key is kept for this tab, files are sent one by one, jobs are followed.
// Without this file the same forms work one file at a time, and a job's page reloads itself.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const base = $(".name").pathname;
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  // The key: asked for once in a tab. A key that was refused is forgotten.
  const KEY = "workshop-search-key";
  const stored = () => { try { return sessionStorage.getItem(KEY) || ""; } catch { return ""; } };
  const remember = (key) => { try { if (key) sessionStorage.setItem(KEY, key); else sessionStorage.removeItem(KEY); } catch { /* asked for again */ } };
  if ($("[data-key-refused]")) remember("");
  const fill = () => {
    const key = stored();
    for (const block of document.querySelectorAll(".key")) {
      const field = $("input", block);
      if (key) field.value = key;
      block.hidden = Boolean(key);
      if (key && !block.nextElementSibling?.matches(".key-known")) {
        const known = document.createElement("p");
        known.className = "key-known soft";
        const forget = document.createElement("button");
        forget.type = "button";
        forget.textContent = "Use another key";
        forget.addEventListener("click", () => { remember(""); known.remove(); block.hidden = false; field.value = ""; field.focus(); });
        known.append("Your key is remembered for this tab. ", forget);
        block.after(known);
      }
    }
  };
  fill();
  document.addEventListener("submit", (event) => {
    const field = $("input[name=key]", event.target);
    if (field) remember(field.value.trim());
  });

  // A job's page replaces itself until the job has ended.
  const fetchJob = async (id) => {
    const reply = await fetch(`${base}jobs/${id}`, { headers: { Accept: "text/html" } });
    const fresh = $("#job", new DOMParser().parseFromString(await reply.text(), "text/html"));
    if (!fresh) throw new Error(`The server responded with status ${reply.status}.`);
    return document.adoptNode(fresh);
  };
  const ended = (job) => job.dataset.ended === "1";
  const follow = async () => {
    const id = location.pathname.split("/").pop();
    for (let shown = $("#job"); shown && !ended(shown); shown = $("#job")) {
      await sleep(700);
      try { shown.replaceWith(await fetchJob(id)); } catch { await sleep(3000); }
    }
    fill();
  };
  if ($("#job")) follow();

  // The talks of a workshop are listed when it is chosen.
  const form = $("#add");
  $("#workshop")?.addEventListener("change", async (event) => {
    const url = new URL(form.action);
    url.searchParams.set("workshop", event.target.value);
    try {
      const fresh = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
      $("#talk").closest("p").replaceWith(document.adoptNode($("#talk", fresh).closest("p")));
    } catch { /* the number of the talk can still be typed */ }
  });
  if (!form) return;

  // Files: chosen, from a folder, or dropped; each becomes a line that says how far it is.
  $("#file").multiple = true;
  $("#file").accept = "";
  const drop = $("#drop");
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  const inFolder = async (entry) => {
    if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
    const reader = entry.createReader();
    const found = [];
    for (let part = [0]; part.length;) {
      part = await new Promise((done, failed) => reader.readEntries(done, failed));
      for (const inner of part) found.push(...await inFolder(inner));
    }
    return found;
  };
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(inFolder))).flat() : [...event.dataTransfer.files];
    if (form.reportValidity()) send(files);
  });
  form.addEventListener("submit", (event) => {
    const files = [...$("#file").files, ...$("#folder").files];
    if (!files.length) return;
    event.preventDefault();
    send(files);
  });

  const line = (name) => {
    const item = document.createElement("li");
    const state = document.createElement("span");
    const title = document.createElement("b");
    title.textContent = name;
    item.append(title, " ", state);
    $("#queue-list").append(item);
    $("#queue").hidden = false;
    return { item, say: (text, bad) => { state.textContent = text; item.className = bad ? "absent" : ""; } };
  };
  const upload = (file, say) => new Promise((done, failed) => {
    const data = new FormData();
    for (const name of ["workshop", "talk", "role"]) { const value = form.elements[name]?.value.trim(); if (value) data.append(name, value); }
    data.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", `${base}v1/documents`);
    request.setRequestHeader("Authorization", `Bearer ${stored() || form.elements.key.value.trim()}`);
    request.upload.addEventListener("progress", (event) => say(`sending ${Math.floor(100 * event.loaded / event.total)} %`));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* the status says enough */ }
      if (request.status === 202) done(answer);
      else failed(Object.assign(new Error(answer.detail || `The server responded with status ${request.status}.`), { status: request.status }));
    });
    request.addEventListener("error", () => failed(new Error("The connection was interrupted. Nothing was added; try again.")));
    request.send(data);
  });
  const one = async (file) => {
    const shown = line(file.name);
    const most = Number(form.dataset.most);
    if (file.size > most) { shown.say(`has ${Math.ceil(file.size / 1e6)} MB; the limit is ${Math.floor(most / 1e6)} MB. Split it into smaller files.`, true); return false; }
    try {
      let job = null;
      while (!job) {
        try { job = await upload(file, shown.say); } catch (error) {
          if (error.status !== 429) throw error;
          shown.say("waits, because other jobs are running");
          await sleep(3000);
        }
      }
      for (;;) {
        const page = await fetchJob(job.id);
        const bad = $(".notice", page);
        const faults = [...page.querySelectorAll(".faults li")].map((fault) => fault.textContent);
        shown.say(faults.join(" ") || $("#outcome", page).textContent, bad);
        if (ended(page)) {
          const link = document.createElement("a");
          link.href = `${base}jobs/${job.id}`;
          link.textContent = bad ? "Report" : "Report and undo";
          shown.item.append(" ", link);
          return !bad;
        }
        await sleep(400);
      }
    } catch (error) {
      if (error.status === 401 || error.status === 403) { remember(""); for (const known of document.querySelectorAll(".key-known")) known.remove(); fill(); }
      shown.say(error.message, true);
      return false;
    }
  };
  let sending = Promise.resolve();
  const send = (files) => {
    remember(form.elements.key.value.trim());
    fill();
    sending = sending.then(async () => {
      let good = 0;
      for (const [at, file] of files.entries()) {
        $("#queue-status").textContent = `${at + 1} of ${files.length}`;
        good += await one(file);
      }
      $("#queue-status").textContent = `${good} of ${files.length} ${files.length === 1 ? "file" : "files"} done.`;
      for (const field of ["#file", "#folder"]) $(field).value = "";
    });
  };
})();
