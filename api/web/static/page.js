// Everything here is a convenience: asking, reading, filtering and browsing work without it.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const root = document.documentElement;
  root.classList.add("scripted");

  // Keyboard: "/" to the box, arrows through the results, Enter opens (a link does that by itself), Escape back.
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

  // Copying what stands in an element.
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
      button.textContent = "Selected: copy it with Ctrl+C";
    }
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  // Filters: a tick asks again and exchanges the answer in place, so that the focus stays. The address follows.
  let asking = null;
  const show = async (url, focus) => {
    const answer = $("#answer");
    asking?.abort();
    asking = new AbortController();
    answer?.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(url, { signal: asking.signal, headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (!answer || !$("#answer", fresh)) throw new Error("another kind of page");
      const open = [...answer.querySelectorAll("details[open]")].map((d) => $("input", d)?.name);
      document.title = fresh.title;
      answer.replaceWith(document.adoptNode($("#answer", fresh)));
      $("#ask").replaceWith(document.adoptNode($("#ask", fresh)));
      for (const d of document.querySelectorAll("#answer details")) d.open = open.includes($("input", d)?.name);
      [...document.querySelectorAll("#answer input")].find((i) => focus && i.name === focus[0] && i.value === focus[1])?.focus();
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
    show(url, [field.name, field.value]);
  });
  addEventListener("popstate", () => { if ($("#answer")) show(location.href); });

  // A question on its way: the answer on the page dims until the new one is there.
  document.addEventListener("submit", (event) => {
    if (event.target.method === "get") $("#answer")?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => $("#answer")?.removeAttribute("aria-busy"));
})();
