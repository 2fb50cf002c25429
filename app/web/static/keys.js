// Single keys for the desk: off while anybody types, composes or has a dialog open; none of them destroys anything.
(() => {
  const one = (selector) => document.querySelector(selector);
  const press = (selector) => one(selector)?.click();
  const typing = (at) => at.closest?.("input, textarea, select, [contenteditable]");

  function move(step) {
    const items = [...document.querySelectorAll(".item")];
    const focused = items.indexOf(document.activeElement);
    const at = focused >= 0 ? focused : items.findIndex((item) => item.hasAttribute("aria-current"));
    const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
    next?.focus();
    if (next && one("#conversation[data-id]")) next.click();
  }

  function back() {
    if (one("#conversation")?.hasAttribute("data-order-open")) return press("[data-closes-order]");
    const toList = one("[data-back]");
    if (toList?.offsetParent) return toList.click();
    return (one(".item[aria-current]") ?? one(".item"))?.focus();
  }

  function assignToMe() {
    const select = one("#assignee");
    if (!select) return;
    select.value = select.dataset.mine;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function order() {
    if (one(".thread__order")?.offsetParent) press("[data-opens-order]");
    else one("#beside")?.focus();
  }

  // What is marked in the thread becomes a term; the field cuts what is too long for one.
  function term() {
    const form = one("#term-form");
    if (!form) return;
    form.elements.term.value = getSelection().toString().trim().replace(/\s+/g, " ").slice(0, 200);
    const languages = [marked(), one("#language")?.value, one("#draft")?.lang].filter((tag) => tag && tag !== "und");
    form.elements.source.value = languages[0] ?? "";
    form.elements.target.value = languages.find((tag) => tag !== languages[0]) ?? "";
    form.requestSubmit();
  }

  // The language of what is marked in the thread, as its element says.
  function marked() {
    return getSelection().anchorNode?.parentElement?.closest("[data-message] [lang]")?.lang;
  }

  const does = {
    j: () => move(1),
    k: () => move(-1),
    Escape: back,
    r: () => one("#draft") && window.kakehashi.choose("reply"),
    n: () => one("#note") && window.kakehashi.choose("note"),
    t: () => press("[data-key=t]"),
    T: () => one("#language")?.focus(),
    b: () => window.kakehashi.turnBack(),
    "/": () => press("[data-macros]"),
    e: () => press("[data-key=e]"),
    d: () => press("[data-key=d]"),
    a: () => one("#assignee")?.focus(),
    m: assignToMe,
    f: () => press("[data-key=f]"),
    x: () => press("[data-key=x]"),
    c: () => press("[data-key=c]"),
    u: () => press("[data-key=u]"),
    g: term,
    o: order,
    q: () => one("#search")?.select(),
    "?": () => one("#help")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (one("dialog[open]")) {
      if (event.key.toLowerCase() === "u" && !typing(event.target)) press("dialog[open] [data-key=u]");
      return;
    }
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (/^[1-3]$/.test(event.key) && one("[data-mark]")) return press(`[data-mark="${event.key}"]`);
    if (/^[1-9]$/.test(event.key) && event.target.closest?.("#beside")) return press(`[data-pins="${event.key}"]`);
    const act = does[event.key] ?? does[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
