// On a narrow screen the filters are a sheet above the results. Without this file they follow the results.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);
  const root = document.documentElement;
  const behind = () => document.querySelectorAll(".top, #ask, .found, #beside, footer, .kept-bar");
  const set = (open) => {
    const sheet = $("#filters");
    root.classList.toggle("sheet-open", open);
    for (const part of behind()) part.inert = open;
    if (!sheet) return;
    sheet.classList.toggle("sheet", open);
    if (open) { sheet.setAttribute("role", "dialog"); sheet.setAttribute("aria-modal", "true"); }
    else { sheet.removeAttribute("role"); sheet.removeAttribute("aria-modal"); }
  };
  const isOpen = () => root.classList.contains("sheet-open");
  const close = () => {
    set(false);
    $("#answer").scrollIntoView();
    $(".jump")?.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest(".jump")) {
      event.preventDefault();
      set(true);
      $("#filters input").focus();
    } else if (event.target.closest("#filters-done")) close();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen()) close(); });
  // A changed filter has replaced the results and the sheet with them; where no filter is left to offer, it is closed.
  document.addEventListener("answer", () => { if (isOpen()) set(Boolean($("#filters"))); });
  // A window that was made wide shows the filters beside the results.
  addEventListener("resize", () => { if (isOpen() && getComputedStyle($(".jump") || root).display === "none") set(false); });
})();
