// The composer: nothing typed is ever lost, and an Enter that ends a conversion sends nothing. preview.js shows what leaves.
(() => {
  const byId = (id) => document.getElementById(id);
  const key = (field) => `kakehashi-${field.id}-${field.closest("[data-draft]").dataset.draft}`;
  const isDraft = (field) => field.id === "draft" || field.id === "note";

  // Storage may be denied in a frame: then a draft lives as long as the page.
  const memory = new Map();
  const stored = {
    get(name) { try { return sessionStorage.getItem(name) ?? memory.get(name) ?? ""; } catch { return memory.get(name) ?? ""; } },
    set(name, text) { memory.set(name, text); try { sessionStorage.setItem(name, text); } catch { /* denied */ } },
    drop(name) { memory.delete(name); try { sessionStorage.removeItem(name); } catch { /* denied */ } },
  };

  function restore() {
    for (const field of [byId("draft"), byId("note")]) {
      if (!field || field.value) continue;
      field.value = stored.get(key(field));
      if (field.id === "draft" && field.value) window.kakehashi.follow();
    }
  }

  function choose(name) {
    for (const tab of document.querySelectorAll(".composer [role=tab]")) {
      const chosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    byId("composer-problem").replaceChildren();
    byId(name === "note" ? "note" : "draft").focus();
  }

  // A failed attempt may have been kept over there or not: the one-time token makes the next press safe.
  function submit(field) {
    const send = byId("send-form");
    if (field.id === "draft" && send && !send.hasAttribute("data-stale")) send.requestSubmit();
    else if (field.id !== "body" || !send.hasAttribute("data-stale")) field.form.requestSubmit();
  }

  function insert(text) {
    const draft = byId("draft");
    draft.setRangeText(text, draft.selectionStart, draft.selectionEnd, "end");
    draft.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A remedy's draft at the caret, once; where nothing else was written its preview follows at once.
  function useDraft(card) {
    const draft = byId("draft");
    const { textContent: text } = card.querySelector("[data-text]");
    choose("reply");
    insert(draft.value.includes(text) ? "" : text);
    draft.form.elements.remedy_draft.value = card.dataset.remedyDraft;
    if (draft.value.trim() === text.trim() && draft.form.hasAttribute("data-previews")) draft.form.requestSubmit();
  }

  function useMacro(written) {
    byId("draft").form.elements.macro.value = written.dataset.macro;
    byId("dialog").close();
    choose("reply");
    insert(written.querySelector("[data-text]").textContent);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (isDraft(field)) stored.set(key(field), field.value);
    if (field.id === "draft" && !field.value.trim()) field.form.elements.remedy_draft.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const field = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && (isDraft(field) || ["body", "reason"].includes(field.id))) {
      event.preventDefault();
      submit(field);
    }
    if (field.matches?.(".composer [role=tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      choose(field.id === "tab-note" ? "reply" : "note");
      document.querySelector(".composer [role=tab][aria-selected=true]").focus();
    }
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".composer [role=tab]");
    if (tab) choose(tab.id.replace("tab-", ""));
    if (event.target.closest("[data-uses-draft]")) useDraft(event.target.closest("[data-remedy-draft]"));
    if (event.target.closest("[data-macro-body]")) useMacro(byId("macro-written"));
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx.sourceElement.closest("#composer")) byId("composer-problem")?.replaceChildren();
  });
  // What was sent is not a draft any more; what was refused still is.
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const form = ctx.sourceElement;
    if (!["reply-form", "send-form", "note-form"].includes(form.id) || !form.isConnected) return;
    if (ctx.response.status >= 400 || ctx.hx?.retarget || ctx.target?.id !== "conversation") return;
    const field = form.id === "note-form" ? byId("note") : byId("draft");
    stored.drop(key(field));
    window.kakehashi.forget();
    field.value = "";
  });
  document.addEventListener("htmx:after:swap", () => byId("composer") && restore());
  document.addEventListener("DOMContentLoaded", restore);
  window.kakehashi = { choose, stored };
})();
