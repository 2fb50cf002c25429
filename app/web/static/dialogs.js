// Dialogs, the order drawer and short notices: markup says what opens what, this file only opens and closes.
(() => {
  const notices = () => document.getElementById("notices");

  function notice(words, kind = "") {
    const line = document.createElement("p");
    line.className = `notice ${kind}`;
    line.textContent = words;
    notices().replaceChildren(line);
    setTimeout(() => line.remove(), kind ? 9000 : 4000);
  }

  function toggleOrder(open) {
    const conversation = document.getElementById("conversation");
    conversation?.toggleAttribute("data-order-open", open);
    document.getElementById(open ? "beside" : "conversation")?.focus();
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    const opens = at("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens).showModal();
    if (at("[data-close-dialog]") || event.target === document.querySelector("dialog[open]")) event.target.closest("dialog").close();
    if (at("[data-opens-order]")) toggleOrder(true);
    if (at("[data-closes-order]")) toggleOrder(false);
  });

  document.addEventListener("htmx:after:swap", () => {
    const dialog = document.getElementById("dialog");
    if (dialog?.querySelector("[data-closes-dialog]")) dialog.close();
    else if (dialog?.childElementCount && !dialog.open) dialog.showModal();
    // the attribute that browsers know for this is refused in a frame
    dialog?.querySelector("[data-focus]")?.focus();
    const fresh = notices()?.querySelector(".notice:not([data-timed])");
    if (fresh) {
      fresh.dataset.timed = "";
      setTimeout(() => fresh.remove(), 4000);
    }
  });

  document.addEventListener("htmx:after:request", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    if (response?.status < 400 && sourceElement?.matches("form[data-empties]")) sourceElement.reset();
  });

  document.addEventListener("close", (event) => {
    if (event.target.id === "dialog") event.target.replaceChildren();
  }, true);

  // A double click is one press: the second would be told that the first has already done it, or do it again.
  const pressed = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post") return;
    if (event.timeStamp - (pressed.get(form) ?? -Infinity) < 800) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else pressed.set(form, event.timeStamp);
  }, true);

  // A frame of another origin may not use window.confirm: the browser answers no without asking.
  document.addEventListener("htmx:confirm", (event) => {
    event.preventDefault();
    const { ctx, issueRequest, dropRequest } = event.detail;
    const dialog = document.getElementById("confirm");
    document.getElementById("confirm-words").textContent = ctx.confirm;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? issueRequest() : dropRequest()), { once: true });
    dialog.showModal();
  });

  // Inside the desk a refusal never replaces a pane: it is said, and what was there stays.
  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    const source = ctx.sourceElement;
    if (!source.closest(".desk") || source.closest("[data-own-errors]")) return;
    ctx.swap = "none";
    const words = new DOMParser().parseFromString(ctx.text, "text/html").querySelector("[role=alert], main");
    notice((words ?? document.body.dataset).textContent?.trim().replace(/\s+/g, " ") || document.body.dataset.offline, "notice--error");
  });

  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx?.request) notice(document.body.dataset.offline, "notice--error");
  });
})();
