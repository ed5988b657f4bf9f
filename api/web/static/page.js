// A convenience only: searching, reading, filtering and browsing work without JavaScript.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const root = document.documentElement;
  root.classList.add("scripted");

  // Keyboard: "/" goes to the search box, arrows move through the results, Escape goes back to the box.
  const typing = (node) => node.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = document.activeElement || document.body;
    const box = $("#q") || $("#within");
    if (event.key === "/" && box && !typing(at)) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const items = [...document.querySelectorAll("[data-item]")];
      const here = items.indexOf(at);
      if (!items.length || (here < 0 && at !== box && at !== document.body && at.id !== "main")) return;
      if (at === document.body && event.key === "ArrowUp") return;
      event.preventDefault();
      const next = here + (event.key === "ArrowDown" ? 1 : -1);
      if (next < 0) { if (box) box.focus(); }
      else (items[next] || at).focus();
    } else if (event.key === "Escape" && box && at.matches("[data-item]")) {
      box.focus();
    }
  });

  // A document read from results leads back to them.
  const RESULTS = "workshop-search-results";
  try {
    if ($("#answer")) sessionStorage.setItem(RESULTS, location.href);
    const results = sessionStorage.getItem(RESULTS);
    const back = $("#to-results");
    if (back && results) { back.href = results; back.hidden = false; }
  } catch { /* without storage the browser's own button goes back */ }

  // Copy the text of an element.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      button.textContent = "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = "Selected. Press Ctrl+C to copy";
    }
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  // Filters: a change searches again and replaces the answer in place, so that the focus stays. The address follows.
  let asking = null;
  const show = async (url, focus) => {
    const answer = $("#answer");
    asking?.abort();
    asking = new AbortController();
    answer?.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(url, { signal: asking.signal, headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (!answer || !$("#answer", fresh)) throw new Error("not a page of results");
      const open = [...answer.querySelectorAll("details[open]")].map((d) => $("input", d)?.name);
      document.title = fresh.title;
      try { sessionStorage.setItem(RESULTS, url); } catch { /* see above */ }
      answer.replaceWith(document.adoptNode($("#answer", fresh)));
      $("#ask").replaceWith(document.adoptNode($("#ask", fresh)));
      for (const d of document.querySelectorAll("#answer details")) d.open = open.includes($("input", d)?.name);
      document.dispatchEvent(new Event("answer"));
      if (focus) $(focus)?.focus();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  };
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches("#answer input[type=checkbox]")) return;
    const form = $("#ask");
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) url.searchParams.append(name, value);
    history.pushState({ filtered: true }, "", url);
    show(url, `#answer input[name="${CSS.escape(field.name)}"][value="${CSS.escape(field.value)}"]`);
  });
  // A printed page is shown beside the results and hidden again in the same way.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#answer a[data-beside]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const url = new URL(link.href);
    url.hash = "";
    history.pushState({ filtered: true }, "", url);
    show(url, `.show-page[data-beside="${CSS.escape(link.dataset.beside)}"]`);
  });
  addEventListener("popstate", () => { if ($("#answer")) show(location.href); });

  // Many questions: the table grows row by row, with progress above it. Downloads work as without JavaScript.
  const cell = (row, text, name) => {
    const made = row.insertCell();
    made.textContent = text;
    made.className = name;
    return made;
  };
  const add = (item) => {
    const table = $("#table");
    const row = $("#rows").insertRow();
    cell(row, item.question, "q");
    cell(row, item.quote, "text");
    const place = cell(row, "", "soft");
    if (item.passage) {
      if (!item.answerable) place.append("closest: ");
      const link = document.createElement("a");
      link.href = `${$(".name").pathname}passages/${encodeURIComponent(item.passage)}`;
      link.textContent = item.place;
      place.append(link);
    }
    const match = cell(row, item.answerable ? "" : `Nothing close. ${item.note}`, item.answerable ? "" : "absent");
    if (item.answerable) {
      const label = document.createElement("abbr");
      label.title = `${Math.min(99, Math.round(item.confidence * 100))} %`;
      label.textContent = item.confidence >= Number(table.dataset.strong) ? "Strong match" : "Possible match";
      match.append(label);
    }
  };
  const run = async (form) => {
    const data = new FormData(form);
    data.set("as", "stream");
    $("#progress").hidden = false;
    $("#rows").replaceChildren();
    $("#table").hidden = true;
    const status = $("#status");
    status.textContent = "Sending…";
    try {
      const reply = await fetch(form.action, { method: "POST", body: data });
      if (!reply.ok) {
        const notice = $(".notice", new DOMParser().parseFromString(await reply.text(), "text/html"));
        throw new Error(notice ? notice.textContent : `The server responded with status ${reply.status}. Try again.`);
      }
      const total = Number(reply.headers.get("X-Questions"));
      let [done, answered, rest] = [0, 0, ""];
      $("#bar").max = total;
      $("#table").hidden = false;
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const lines = (rest + part.value).split("\n");
        rest = lines.pop();
        for (const line of lines) {
          const item = JSON.parse(line);
          if (item.ended) throw new Error(item.ended);
          add(item);
          done += 1;
          answered += item.answerable;
        }
        $("#bar").value = done;
        status.textContent = done < total ? `${done} of ${total} questions` : `${total} questions, ${answered} with a match.`;
      }
      if (done < total) throw new Error(`The table stopped after ${done} of ${total} questions. Try again.`);
    } catch (error) {
      status.textContent = error.message;
    }
  };
  $("#batch")?.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.value !== "table") return;
    event.preventDefault();
    run(event.target);
  });

  // While a search runs, the old answer on the page is dimmed.
  document.addEventListener("submit", (event) => {
    if (event.target.method === "get") $("#answer")?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => $("#answer")?.removeAttribute("aria-busy"));
})();
