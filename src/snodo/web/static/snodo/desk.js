/* The desk by keyboard: Alt+N begins an access, a figure chooses, Enter goes on. Pages work without this file. */
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.key.toLowerCase() !== "n") return;
    const link = document.querySelector("a[accesskey=n]");
    if (link) { event.preventDefault(); link.click(); }
  });

  const form = document.querySelector("form[data-quick]");
  if (!form) return;
  const parts = [...form.querySelectorAll("[data-part]")];
  const boxesOf = (part) => [...part.querySelectorAll("input[type=radio], input[type=checkbox]")];

  const enter = (part) => {
    const boxes = boxesOf(part);
    const target = boxes.find((box) => box.checked) || boxes[0] || part.querySelector("select, input");
    if (target) target.focus();
  };
  const goOn = (part) => {
    const next = parts[parts.indexOf(part) + 1];
    if (next) enter(next); else form.querySelector("[name=next_step]").focus();
  };
  const choose = (box, part) => {
    const many = box.type === "checkbox";
    box.checked = many ? !box.checked : true;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (many) box.focus(); else goOn(part);
  };

  parts.forEach((part) => {
    const boxes = boxesOf(part);
    boxes.forEach((box, place) => {
      const key = document.createElement("kbd");
      if (place < 9) { key.textContent = place + 1; key.setAttribute("aria-hidden", "true"); box.after(key); }
      if (box.type === "checkbox" && place) box.tabIndex = -1; // one stop for the whole group, as radios have
    });
    part.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text], textarea")) return;
      const box = /^[1-9]$/.test(event.key) ? boxes[Number(event.key) - 1] : null;
      if (box) choose(box, part);
      else if (event.key === "Enter") goOn(part);
      else if (event.target.type === "checkbox" && /^Arrow(Down|Right|Up|Left)$/.test(event.key)) {
        const step = /Down|Right/.test(event.key) ? 1 : boxes.length - 1;
        boxes[(boxes.indexOf(event.target) + step) % boxes.length].focus();
      } else return;
      event.preventDefault();
    });
  });

  form.classList.add("by-keys");
  const summary = document.querySelector(".summary");
  if (parts.length && !summary) enter(parts[0]);
})();
