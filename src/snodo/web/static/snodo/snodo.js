/* Comforts only: every page works without this file. */
(() => {
  "use strict";
  const menus = () => document.querySelectorAll("details.menu[open]");

  // Menus close on a click outside, when the keyboard goes elsewhere, and on Escape, which gives the focus back.
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details.menu[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // The summary of errors is read first.
  const focusSummary = (root) => { const summary = root.querySelector(".summary"); if (summary) summary.focus(); };
  document.addEventListener("DOMContentLoaded", () => focusSummary(document));
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));

  // On a phone unused filters fold away.
  document.addEventListener("DOMContentLoaded", () => {
    if (!window.matchMedia("(max-width: 40rem)").matches) return;
    document.querySelectorAll(".filters .fold").forEach((fold) => {
      const used = [...fold.querySelectorAll("input, select")].some((one) => new URLSearchParams(location.search).get(one.name));
      if (!used) fold.open = false;
    });
  });

  // A filter just chosen can be taken away.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form.filters");
    if (form) form.querySelectorAll(".reset").forEach((link) => { link.hidden = false; });
  });

  // A form is sent once; coming back with the browser's arrow opens it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.target.dataset) delete event.target.dataset.sent; });

  // Leaving a form half written asks first.
  let written = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form.form")) written = true; });
  document.addEventListener("submit", () => { written = false; });
  window.addEventListener("beforeunload", (event) => { if (written) event.preventDefault(); });

  // A form that saves itself says when it could not, keeps what was typed on the page and tries again.
  const notSaved = (form, why) => {
    const line = form.dataset && document.getElementById(form.dataset.saves);
    if (!line) return;
    line.textContent = `Non salvato: ${why} Quello che hai scritto è ancora qui, riprovo da solo.`;
    setTimeout(() => form.dispatchEvent(new Event("change")), 10000);
  };
  document.addEventListener("htmx:sendError", (event) => notSaved(event.target, "manca il collegamento."));
  document.addEventListener("htmx:responseError", (event) => notSaved(event.target, event.detail.xhr.status === 401
    ? "serve di nuovo il codice. Apri questa pagina in un'altra scheda e scrivilo lì."
    : "il programma non ha risposto."));

  // How much room is left in a long text.
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches || !area.matches("textarea[data-limit]")) return;
    const left = Number(area.dataset.limit) - area.value.length;
    let line = area.parentElement.querySelector(".left");
    if (!line) { line = document.createElement("p"); line.className = "who left"; line.setAttribute("role", "status"); area.after(line); }
    line.textContent = left > 200 ? "" : left >= 0 ? `Restano ${left} caratteri.` : `${-left} caratteri di troppo.`;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
