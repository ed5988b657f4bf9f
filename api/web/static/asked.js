// The last questions asked in this browser, on the home page. They are sent to nobody.
"use strict";
(() => {
  const MOST = 10;
  const STORE = `workshop-search-asked:${document.querySelector(".name").pathname}`;
  const load = () => { try { const found = JSON.parse(localStorage.getItem(STORE)); return Array.isArray(found) ? found : []; } catch { return []; } };
  const save = (asked) => { try { localStorage.setItem(STORE, JSON.stringify(asked)); } catch { /* no room: not remembered */ } };

  const question = new URLSearchParams(location.search).get("q")?.trim();
  if (question && document.getElementById("answer")) save([question, ...load().filter((one) => one !== question)].slice(0, MOST));

  const section = document.getElementById("asked");
  const asked = load().filter((one) => typeof one === "string");
  if (!section || !asked.length) return;
  for (const one of asked) {
    const link = document.createElement("a");
    link.href = `?${new URLSearchParams({ q: one })}`;
    link.textContent = one;
    const item = document.createElement("li");
    item.append(link);
    section.querySelector("ul").append(item);
  }
  section.querySelector("button").addEventListener("click", () => {
    save([]);
    section.hidden = true;
    document.getElementById("q").focus();
  });
  section.hidden = false;
})();
