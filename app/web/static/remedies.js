// The remedy dialog: steppers, the seconds to undo, the keyboard's place while a page asks again by itself.
(() => {
  const ends = new WeakMap();
  let held = "";

  function step(input, by) {
    const now = Number(input.value.normalize("NFKC")) || 0;
    input.value = String(Math.min(Number(input.dataset.most), Math.max(0, now + by)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const by = event.target.closest("[data-step]");
    if (by) step(by.parentElement.querySelector("input"), Number(by.dataset.step));
    if (event.target.closest("[data-all]")) {
      for (const input of event.target.closest("form").querySelectorAll("[data-most]:enabled")) step(input, Number(input.dataset.most));
    }
  });

  document.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || event.isComposing || !event.target.matches?.("[data-most]")) return;
    event.preventDefault();
    step(event.target, by);
  });

  // Enter in a field that searches searches; it does not send the form around it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !event.target.matches?.("[data-enters]")) return;
    event.preventDefault();
    document.getElementById(event.target.dataset.enters).click();
  });

  // The server says how many seconds are left, so that a wrong clock here says nothing wrong.
  function tick() {
    for (const shown of document.querySelectorAll("[data-left]")) {
      const known = ends.get(shown);
      const end = known?.left === shown.dataset.left ? known.end : performance.now() + Number(shown.dataset.left) * 1000;
      ends.set(shown, { left: shown.dataset.left, end });
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      shown.textContent = String(left);
      if (!left) shown.closest(".act, li")?.toggleAttribute("data-gone", true);
    }
  }
  setInterval(tick, 1000);

  document.addEventListener("focusin", (event) => (held = event.target.id));
  document.addEventListener("htmx:after:swap", () => {
    tick();
    const act = document.querySelector("dialog[open] .act");
    const at = document.activeElement;
    if (!act || (act.contains(at) && !at.matches(".dialog__head *"))) return;
    // Never the button that confirms: Enter twice must not give anything.
    const places = [held && `#${CSS.escape(held)}`, "[aria-invalid=true], [data-first]", "[data-most]:enabled", "h2"];
    places.map((place) => place && act.querySelector(place)).find(Boolean)?.focus();
  });
})();
