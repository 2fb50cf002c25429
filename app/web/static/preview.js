// The preview of a reply: it follows what is written by itself, is never sent stale, never takes back what was changed by hand.
(() => {
  const byId = (id) => document.getElementById(id);
  const sends = () => byId("send-form");
  const written = () => byId("draft")?.value.trim() ?? "";
  const isEdited = (send) => send.elements.body.value !== send.elements.shown.value;

  const pause = 700; // milliseconds without a key before a text is looked at
  const patience = 3000; // before an engine that had no time is asked again
  let looksAt; // the timer of the next look
  let latest; // the preview under way: while it is, no other is asked for by itself
  let isAwaited = false; // something was written meanwhile

  function later(look, wait = pause) {
    clearTimeout(looksAt);
    looksAt = setTimeout(look, wait);
  }

  // What was changed by hand outlives a reload as long as it belongs to the same draft.
  const kept = () => `kakehashi-body-${byId("composer").dataset.draft}`;
  function keep(send) {
    if (!isEdited(send)) return forget();
    const { draft, body } = send.elements;
    window.kakehashi.stored.set(kept(), JSON.stringify({ draft: draft.value, body: body.value }));
  }
  const forget = () => window.kakehashi.stored.drop(kept());

  function recall(send) {
    const found = window.kakehashi.stored.get(kept());
    const { draft, body } = found ? JSON.parse(found) : {};
    if (draft !== send.elements.draft.value || body === send.elements.body.value) return;
    send.elements.body.value = body;
    changed(send);
    lookAtBody();
  }

  // A preview of other words cannot be sent; a text changed by hand is the agent's own and is compared when it goes.
  function age() {
    const send = sends();
    if (!send) return;
    const draft = written();
    if (isEdited(send) && draft && send.elements.draft.value !== draft) {
      send.elements.draft.value = draft;
      keep(send);
      later(lookAtBody);
    }
    const stale = send.elements.draft.value !== draft || send.hasAttribute("data-retoned");
    send.toggleAttribute("data-stale", stale);
    byId("send-button").disabled = stale;
  }

  function changed(send) {
    send.querySelector("[data-edited]").hidden = !isEdited(send);
    send.toggleAttribute("data-looking", true);
  }

  // Nothing is asked while a conversion is under way, for a text by hand, or for words that are previewed already.
  function lookAtDraft() {
    const form = byId("reply-form");
    if (!form?.hasAttribute("data-previews") || !written() || form.hasAttribute("data-composing")) return;
    if (sends() && !sends().matches("[data-stale], [data-busy]")) return;
    if (latest?.sourceElement === form) isAwaited = true;
    else form.dispatchEvent(new Event("live"));
  }

  function lookAtBody() {
    byId("body")?.dispatchEvent(new Event("check"));
  }

  function retone(send) {
    if (send && !isEdited(send)) send.toggleAttribute("data-retoned", true);
    age();
    lookAtDraft();
  }

  // A field that is being composed in, with a Japanese or Chinese keyboard, is left alone until it is done.
  function composing(event, is) {
    if (event.target.id === "draft") event.target.form.toggleAttribute("data-composing", is);
    if (!is && event.target.id === "draft") later(lookAtDraft);
    if (!is && event.target.id === "body") later(lookAtBody);
  }

  // Back-translations are shown or not until the agent changes his mind, also on other pages.
  function showBack(is) {
    window.kakehashi.stored.set("kakehashi-back", is ? "on" : "off");
    settleBack();
  }
  function settleBack() {
    const isOff = window.kakehashi.stored.get("kakehashi-back") === "off";
    document.documentElement.toggleAttribute("data-no-back", isOff);
    byId("send-form")?.querySelector("[data-shows-back]").setAttribute("aria-pressed", String(!isOff));
  }
  const turnBack = () => showBack(document.documentElement.hasAttribute("data-no-back"));

  // All of the preview, or its beginning where it is longer than the composer; its buttons stay in sight.
  function showPreview(composer, preview) {
    const top = composer.scrollTop + preview.getBoundingClientRect().top - composer.getBoundingClientRect().top - 8;
    composer.scrollTop = Math.min(top, composer.scrollHeight - composer.clientHeight);
  }

  // Only what was asked for by hand takes the focus: a pause in writing is no wish to leave.
  function arrive(isLive) {
    const send = sends();
    if (!send) return;
    recall(send);
    age();
    settleBack();
    if (send.hasAttribute("data-busy")) later(lookAtDraft, patience);
    if (isLive) return;
    const asked = send.querySelector("[data-focus]");
    if (asked) return asked.focus();
    byId("body").focus({ preventScroll: true });
    showPreview(byId("composer"), send);
  }

  // Heard and not only seen, and beside the button that sends: how many checks are red.
  function tell() {
    const words = byId("verdict")?.querySelector(".checks")?.dataset.told ?? "";
    const alarm = sends()?.querySelector("[data-shows-wrong]");
    if (alarm) alarm.textContent = words;
    if (alarm) alarm.hidden = !words;
    const told = byId("preview-told");
    if (told && told.textContent !== words) told.textContent = words;
  }

  // A verdict that comes while its reason is being written leaves the field as it is.
  let reason = null;
  function hold() {
    const field = byId("reason");
    reason = field && { value: field.value, at: field.selectionStart, isHeld: document.activeElement === field };
  }
  function handBack() {
    const field = byId("reason");
    if (reason && field) field.value = reason.value;
    if (!reason?.isHeld) return;
    (field ?? byId("body"))?.focus({ preventScroll: true });
    field?.setSelectionRange(reason.at, reason.at);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.id === "draft") {
      age();
      if (!sends() || !isEdited(sends())) later(lookAtDraft);
    }
    if (field.id !== "body") return;
    changed(field.form);
    keep(field.form);
    age();
    if (!event.isComposing) later(lookAtBody);
  });
  document.addEventListener("change", (event) => event.target.id === "tone" && retone(sends()));
  document.addEventListener("compositionstart", (event) => composing(event, true));
  document.addEventListener("compositionend", (event) => composing(event, false));
  document.addEventListener("submit", (event) => event.target.closest("#composer") && clearTimeout(looksAt), true);
  document.addEventListener("click", (event) => {
    const send = sends();
    if (event.target.closest("[data-shows-back]")) turnBack();
    if (event.target.closest("[data-translate-again]")) {
      forget();
      byId("reply-form").requestSubmit();
    }
    if (event.target.closest("[data-shows-wrong]")) byId("reason")?.focus();
    if (event.target.closest("[data-own-words]")) {
      send.elements.body.value = byId("draft").value;
      send.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
      send.elements.body.focus();
    }
  });

  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement.id === "reply-form") latest = ctx;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement.id === "body") sends()?.toggleAttribute("data-looking", false);
    if (ctx !== latest) return;
    latest = undefined;
    if (isAwaited) later(lookAtDraft);
    isAwaited = false;
  });
  // What comes late never takes away what was typed meanwhile, and speaks only for the text it was asked of.
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    const source = ctx.sourceElement;
    if (!["reply-form", "send-form", "body"].includes(source?.id)) return;
    const send = sends();
    const isLate = !source.isConnected
      || (source.id === "reply-form" && ctx.sourceEvent?.type === "live" && ((send && isEdited(send)) || !written()))
      || (source.id === "body" && ctx.request.body.get("body") !== source.value);
    if (isLate) event.preventDefault();
    else if (source.id === "body") hold();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    if (!byId("composer")) return;
    const isNew = ctx.target?.id === "preview" || ctx.hx?.retarget === "#preview"; // it was blocked: told to come here
    if (isNew) arrive(ctx.sourceEvent?.type === "live");
    if (ctx.sourceElement?.id === "body") handBack();
    if (isNew || ctx.sourceElement?.id === "body") tell();
  });
  document.addEventListener("DOMContentLoaded", settleBack);
  Object.assign(window.kakehashi, { follow: () => later(lookAtDraft), forget, turnBack });
})();
