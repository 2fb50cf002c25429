// The composer: nothing typed is ever lost, an old preview cannot be sent, and an Enter that ends a conversion sends nothing.
(() => {
  const byId = (id) => document.getElementById(id);
  const key = (field) => `kakehashi-${field.id}-${field.closest("[data-draft]").dataset.draft}`;
  const isDraft = (field) => field.id === "draft" || field.id === "note";

  // Storage may be denied in a frame: then a draft lives as long as the page.
  const stored = {
    get(name) { try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; } },
    set(name, text) { try { sessionStorage.setItem(name, text); } catch { /* denied */ } },
    drop(name) { try { sessionStorage.removeItem(name); } catch { /* denied */ } },
  };

  function restore() {
    for (const field of [byId("draft"), byId("note")]) if (field && !field.value) field.value = stored.get(key(field));
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

  const pause = 700; // milliseconds without a key before a text is looked at
  let looksAt; // the timer of the next look
  let isLive = false; // the preview under way was asked for by a pause: it takes no focus

  const isEdited = (send) => send.elements.body.value !== send.elements.shown.value;

  // A preview of other words cannot be sent; a text changed by hand is the agent's own and is compared when it goes.
  function age() {
    const send = byId("send-form");
    if (!send) return;
    const draft = byId("draft").value.trim();
    if (isEdited(send) && draft) send.elements.draft.value = draft;
    const stale = send.elements.draft.value !== draft;
    send.toggleAttribute("data-stale", stale);
    byId("send-button").disabled = stale;
  }

  function compare(body) {
    body.form.querySelector("[data-edited]").hidden = !isEdited(body.form);
    body.form.toggleAttribute("data-looking", true);
  }

  function later(look) {
    clearTimeout(looksAt);
    looksAt = setTimeout(look, pause);
  }

  // Nothing is asked while a conversion is under way, for a text by hand, or for words that are previewed already.
  function lookAtDraft() {
    const form = byId("reply-form");
    const send = byId("send-form");
    const draft = byId("draft")?.value.trim();
    if (!form?.hasAttribute("data-previews") || !draft || form.hasAttribute("data-composing")) return;
    if (send && (isEdited(send) || send.elements.draft.value === draft)) return;
    isLive = true;
    form.dispatchEvent(new Event("live"));
  }

  function lookAtBody() {
    byId("body")?.dispatchEvent(new Event("check"));
  }

  // A field that is being composed in, with a Japanese or Chinese keyboard, is left alone until it is done.
  function composing(event, is) {
    if (event.target.id === "draft") event.target.form.toggleAttribute("data-composing", is);
    if (!is && event.target.id === "draft") later(lookAtDraft);
  }

  // All of the preview, or its beginning where it is longer than the composer; its buttons stay in sight.
  function showPreview(composer, preview) {
    const top = composer.scrollTop + preview.getBoundingClientRect().top - composer.getBoundingClientRect().top - 8;
    composer.scrollTop = Math.min(top, composer.scrollHeight - composer.clientHeight);
  }

  // A failed attempt may have been kept over there or not: the one-time token makes the next press safe.
  function submit(field) {
    const send = byId("send-form");
    clearTimeout(looksAt);
    if (field.id === "draft" && send && !send.hasAttribute("data-stale")) send.requestSubmit();
    else field.form.requestSubmit();
  }

  // A remedy's draft at the caret, once; where nothing else was written its preview follows at once.
  function useDraft(card) {
    const draft = byId("draft");
    const { textContent: text } = card.querySelector("[data-text]");
    choose("reply");
    if (!draft.value.includes(text)) draft.setRangeText(text, draft.selectionStart, draft.selectionEnd, "end");
    draft.dispatchEvent(new Event("input", { bubbles: true }));
    draft.form.elements.remedy_draft.value = card.dataset.remedyDraft;
    if (draft.value.trim() === text.trim() && draft.form.hasAttribute("data-previews")) draft.form.requestSubmit();
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (isDraft(field)) stored.set(key(field), field.value);
    if (field.id === "draft") {
      age();
      later(lookAtDraft);
    }
    if (field.id === "draft" && !field.value.trim()) field.form.elements.remedy_draft.value = "";
    if (field.id === "body") {
      compare(field);
      if (!event.isComposing) later(lookAtBody);
    }
  });
  document.addEventListener("change", (event) => {
    const send = byId("send-form");
    if (event.target.id !== "tone" || !byId("draft").value.trim() || (send && isEdited(send))) return;
    isLive = true;
    event.target.form.dispatchEvent(new Event("live"));
  });
  document.addEventListener("compositionstart", (event) => composing(event, true));
  document.addEventListener("compositionend", (event) => composing(event, false));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const field = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && (isDraft(field) || field.id === "body")) {
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
    if (event.target.closest("[data-close-preview]")) {
      byId("preview").replaceChildren();
      byId("draft").focus();
    }
    if (event.target.closest("[data-translate-again]")) {
      byId("send-form").elements.body.value = byId("send-form").elements.shown.value;
      byId("reply-form").requestSubmit();
    }
    if (event.target.closest("[data-uses-draft]")) useDraft(event.target.closest("[data-remedy-draft]"));
    if (event.target.closest("[data-macro-body]")) {
      const draft = byId("draft");
      const text = byId("macro-written").querySelector("[data-text]").textContent;
      draft.form.elements.macro.value = byId("macro-written").dataset.macro;
      byId("dialog").close();
      choose("reply");
      draft.setRangeText(text, draft.selectionStart, draft.selectionEnd, "end");
      draft.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx.sourceElement.closest("#composer")) byId("composer-problem")?.replaceChildren();
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const form = ctx.sourceElement;
    if (ctx.response.status >= 400 || ctx.hx?.retarget || ctx.target?.id !== "conversation" || ctx.request.method !== "POST") return;
    const field = form.id === "note-form" ? byId("note") : byId("draft");
    if (field && form.closest("#composer")) {
      stored.drop(key(field));
      field.value = "";
    }
  });
  // What comes late must not take away what was typed by hand meanwhile.
  document.addEventListener("htmx:before:swap", (event) => {
    const send = byId("send-form");
    if (event.detail.ctx.target?.id === "preview" && isLive && send && isEdited(send)) event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    if (!byId("composer")) return;
    restore();
    byId("send-form")?.toggleAttribute("data-looking", false);
    if (ctx.target?.id === "preview") {
      age();
      if (!isLive) (byId("send-form").querySelector("[data-focus]") ?? byId("body"))?.focus({ preventScroll: true });
      if (!isLive) showPreview(byId("composer"), byId("send-form"));
      isLive = false;
    }
  });
  document.addEventListener("DOMContentLoaded", restore);
  window.kakehashi = { choose };
})();
