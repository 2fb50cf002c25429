// News without reloading: asks every 4 s (30 s while hidden), gets 304 while nothing happened, keeps the reading position.
(() => {
  const VISIBLE = 4000;
  const HIDDEN = 30000;
  const PARTS = ["views", "progress", "first-rows", "thread-header", "entries", "drafts", "beside"];
  let seen = { url: "", etag: "" };
  let timer = 0;

  const rows = () => [...document.querySelectorAll(".item")];
  const openId = () => document.getElementById("conversation")?.dataset.id ?? "";
  const atEnd = (pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 40;

  function address() {
    const desk = document.getElementById("desk");
    if (!desk) return "";
    const url = new URL(desk.dataset.changes, location.href);
    if (openId()) url.searchParams.set("conversation", openId());
    return url.pathname + url.search;
  }

  async function look() {
    const url = address();
    if (!url) return;
    const headers = { "HX-Request": "true" };
    if (seen.url === url) headers["If-None-Match"] = seen.etag;
    const answer = await fetch(url, { headers });
    if (!answer.ok) return;
    const text = await answer.text();
    if (url !== address()) return; // another conversation was opened meanwhile
    await show(new DOMParser().parseFromString(text, "text/html"));
    seen = { url, etag: answer.headers.get("ETag") ?? "" };
  }

  async function show(page) {
    const entries = document.getElementById("entries");
    const follows = entries && atEnd(entries);
    const held = document.activeElement?.id;
    const row = rows().indexOf(document.activeElement);
    for (const id of PARTS) {
      const part = page.getElementById(id);
      if (!part || !document.getElementById(id) || isBusy(id)) continue;
      await htmx.swap({ sourceElement: document.body, target: `#${id}`, text: part.outerHTML, swap: "outerMorph" });
    }
    if (follows) entries.scrollTop = entries.scrollHeight;
    mark();
    // A row that moved or changed is a new element, one that left has a neighbour: the keyboard stays in its place.
    if (!held || document.activeElement !== document.body) return;
    const neighbour = row < 0 ? null : rows()[Math.min(row, rows().length - 1)];
    (document.getElementById(held) ?? neighbour)?.focus({ preventScroll: true });
  }

  // A pane whose field is being used is left alone until the next look.
  const isBusy = (id) => document.activeElement?.matches("input, select, textarea") && document.getElementById(id).contains(document.activeElement);

  // The open conversation is marked in the list, a row that moved up is not shown twice, toggled originals stay open.
  const opened = new Set();
  let allOpen = ""; // the conversation all whose originals are shown, also after a reply was sent in it
  function mark() {
    for (const item of document.querySelectorAll(".item")) {
      if (item.id === `item-${openId()}`) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
    const first = new Set([...document.querySelectorAll("#first-rows [data-rows]:first-of-type > [data-id]")].map((row) => row.dataset.id));
    for (const row of document.querySelectorAll("[data-rows]:not(:first-of-type) > [data-id]")) if (first.has(row.dataset.id)) row.remove();
    for (const message of document.querySelectorAll("[data-message]")) reveal(message, opened.has(message.id));
    const isAll = openId() !== "" && openId() === allOpen;
    document.getElementById("conversation")?.toggleAttribute("data-originals", isAll);
    document.querySelector("[data-originals][aria-pressed]")?.setAttribute("aria-pressed", String(isAll));
    if (isAll) for (const quoted of document.querySelectorAll(".message__quoted")) quoted.open = true;
  }

  function reveal(message, open) {
    message.toggleAttribute("data-open", open);
    message.querySelector("[data-original]")?.setAttribute("aria-expanded", String(open));
  }

  // Opens at the end, but never past the customer's last words that no agent has answered: a rule's answer is long.
  function arrive(entries) {
    entries.scrollTop = entries.scrollHeight;
    const said = [...entries.querySelectorAll(".message--customer, .message--agent")].at(-1);
    if (!said?.matches(".message--customer")) return;
    const above = entries.getBoundingClientRect().top - said.getBoundingClientRect().top;
    if (above > 0) entries.scrollTop -= above + 8;
  }

  // The composer grows as it is written in: who had the last words before him still has.
  let height = 0;
  const room = new ResizeObserver(([{ target }]) => {
    if (height > target.clientHeight && target.scrollHeight - target.scrollTop - height < 40) arrive(target);
    height = target.clientHeight;
  });

  function settle() {
    const entries = document.getElementById("entries");
    room.disconnect();
    height = 0;
    if (entries) arrive(entries);
    if (entries) room.observe(entries);
    opened.clear();
    mark();
  }

  async function tick() {
    clearTimeout(timer);
    try {
      await look();
    } catch {
      // The connection is away: the next tick asks again.
    }
    timer = setTimeout(tick, document.hidden ? HIDDEN : VISIBLE);
  }

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("button[data-original]");
    if (toggle) {
      const message = toggle.closest("[data-message]");
      const open = !opened.has(message.id);
      opened[open ? "add" : "delete"](message.id);
      reveal(message, open);
    }
    if (event.target.closest("button[data-originals]")) {
      allOpen = allOpen === openId() ? "" : openId();
      for (const quoted of document.querySelectorAll(".message__quoted")) quoted.open = false;
      mark();
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden || tick());
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    if (ctx.target?.id === "conversation" || ctx.target === document.body) settle();
    if (ctx.request?.method === "POST" && document.getElementById("desk")) tick();
  });
  settle();
  timer = setTimeout(tick, VISIBLE);
})();
