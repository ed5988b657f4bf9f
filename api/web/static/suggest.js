// Suggestions below the search box, after a pause in typing. Off for people who ask for reduced motion: a list that
// comes and goes is motion. Enter without a choice searches as it does without this file.
"use strict";
(() => {
  const PAUSE = 200;
  const SHORTEST = 2;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const base = document.querySelector(".name").pathname;
  let [box, list, said, timer, asking] = [];

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list?.remove();
    list = null;
    box?.setAttribute("aria-expanded", "false");
    box?.removeAttribute("aria-activedescendant");
    if (said) said.textContent = "";
  };
  const choose = (option) => {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (fresh) => {
    list?.remove();
    list = document.adoptNode(fresh);
    box.parentElement.append(list);
    box.setAttribute("aria-expanded", "true");
    box.removeAttribute("aria-activedescendant");
    said.textContent = list.dataset.said;
  };
  const ask = async () => {
    const typed = box.value.trim();
    if (typed.length < SHORTEST) return;
    asking = new AbortController();
    const given = new URLSearchParams(new FormData(box.form));
    for (const name of ["limit", "mode"]) given.delete(name);
    try {
      const reply = await fetch(`${base}suggest?${given}`, { signal: asking.signal, headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("suggestions");
      // Nothing to suggest, or too busy to: Enter still searches, and says what is wrong.
      if (!reply.ok || !fresh?.dataset.said) close();
      else if (box.value.trim() === typed && document.activeElement === box) show(fresh);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  const prepare = (field) => {
    if (field === box) return;
    close();
    box = field;
    box.type = "text";  // A search field may not be a combo box.
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "suggestions"]]) box.setAttribute(name, value);
    said = document.createElement("p");
    said.className = "quiet";
    said.setAttribute("role", "status");
    box.parentElement.after(said);
  };

  document.addEventListener("focusin", (event) => { if (event.target.id === "q") prepare(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target === box) close(); });
  document.addEventListener("submit", close);
  document.addEventListener("input", (event) => {
    if (event.target !== box) return;
    clearTimeout(timer);
    asking?.abort();
    if (box.value.trim().length < SHORTEST) close();
    else if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  // Before the keys of the page, which move through its results.
  document.addEventListener("keydown", (event) => {
    if (event.target !== box || !list || event.isComposing) return;
    const options = [...list.querySelectorAll("[role=option]")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = at + (event.key === "ArrowDown" ? 1 : at < 0 ? options.length : -1);
      choose(options[next]);
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && at >= 0) {
      location.assign(options[at].dataset.href);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("pointerdown", (event) => { if (list?.contains(event.target)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#suggestions [role=option]");
    if (option) location.assign(option.dataset.href);
  });
  if (document.activeElement?.id === "q") prepare(document.activeElement);
})();
