/* A small stand-in for Shopify's App Bridge: it talks only to the window that frames the app and only to the origin it came from. */
(() => {
  "use strict";
  const script = document.currentScript;
  const frameOrigin = new URL(script.src).origin;
  const embedded = window.parent !== window;
  const apiKey = script.dataset.apiKey || document.querySelector('meta[name="shopify-api-key"]')?.content || "";
  const query = new URLSearchParams(location.search);
  const remembered = (name) => {
    const value = query.get(name);
    try {
      if (value) sessionStorage.setItem(`app-bridge:${name}`, value);
      return value || sessionStorage.getItem(`app-bridge:${name}`) || "";
    } catch {
      return value || "";
    }
  };
  const config = Object.freeze({
    apiKey,
    shop: remembered("shop"),
    host: remembered("host"),
    locale: remembered("locale") || "en",
    appOrigins: [location.origin],
  });

  // ---- the wire: {bridge, type, id, body} both ways; an answer carries the id of its question
  const waiting = new Map();
  let count = 0;
  const tell = (type, body = {}) => {
    if (embedded) window.parent.postMessage({ bridge: 1, type, body }, frameOrigin);
  };
  const ask = (type, body = {}) =>
    new Promise((resolve, reject) => {
      if (!embedded) return reject(new Error("This page is not inside the Shopify admin."));
      const id = `${Date.now()}-${++count}`;
      const late = setTimeout(() => finish(null, new Error(`The admin did not answer: ${type}`)), type === "resourcePicker" ? 6e5 : 15e3);
      const finish = (answer, error) => {
        clearTimeout(late);
        waiting.delete(id);
        error ? reject(error) : resolve(answer);
      };
      waiting.set(id, finish);
      window.parent.postMessage({ bridge: 1, type, id, body }, frameOrigin);
    });

  const commands = {};
  window.addEventListener("message", (event) => {
    if (event.origin !== frameOrigin || event.source !== window.parent || event.data?.bridge !== 1) return;
    const { id, type, body, error } = event.data;
    if (id && waiting.has(id)) waiting.get(id)(body, error ? new Error(error) : null);
    else if (commands[type]) commands[type](body || {});
  });

  // ---- ID tokens: a fresh one for every request, never kept
  const idToken = async () => (await ask("idToken")).token;

  const reloadWithToken = async (target) => {
    const url = new URL(target, location.origin);
    if (url.origin !== location.origin) throw new Error("shopify-reload leads to another origin");
    url.searchParams.delete("id_token");
    url.searchParams.set("id_token", await idToken());
    location.replace(url.href);
  };
  if (embedded && query.has("shopify-reload")) {
    reloadWithToken(query.get("shopify-reload")).catch((error) => {
      document.body?.append(String(error.message || error));
    });
  }

  const RETRY = "X-Shopify-Retry-Invalid-Session-Request";
  const LEAVE = "X-Shopify-API-Request-Failure-Reauthorize-Url";
  const signed = async (headers) => {
    if (!headers.has("Authorization")) headers.set("Authorization", `Bearer ${await idToken()}`);
    if (!headers.has("Accept-Language")) headers.set("Accept-Language", config.locale);
    return headers;
  };
  const isOwn = (url) => new URL(url, document.baseURI).origin === location.origin;
  const realFetch = window.fetch.bind(window);
  const bridgedFetch = async (input, init) => {
    const request = new Request(input, init);
    if (!isOwn(request.url)) return realFetch(request);
    const spare = request.clone();
    const own = request.headers.has("Authorization");
    let answer = await realFetch(new Request(request, { headers: await signed(new Headers(request.headers)) }));
    if (answer.status === 401 && answer.headers.has(RETRY) && !own) {
      answer = await realFetch(new Request(spare, { headers: await signed(new Headers(spare.headers)) }));
    }
    const leave = answer.headers.get(LEAVE);
    if (leave) open(leave, "_top");
    return answer;
  };

  const patchXhr = () => {
    const { open: realOpen, send: realSend, setRequestHeader: realHeader } = XMLHttpRequest.prototype;
    const facts = new WeakMap();
    XMLHttpRequest.prototype.open = function (method, url, isAsync = true, ...rest) {
      facts.set(this, { bridged: isOwn(url) && isAsync !== false, names: new Set() });
      return realOpen.call(this, method, url, isAsync, ...rest);
    };
    XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
      facts.get(this)?.names.add(String(name).toLowerCase());
      return realHeader.call(this, name, value);
    };
    XMLHttpRequest.prototype.send = function (body) {
      const known = facts.get(this);
      if (!known?.bridged || known.names.has("authorization")) return realSend.call(this, body);
      signed(new Headers()).then(
        (headers) => {
          headers.forEach((value, name) => known.names.has(name) || realHeader.call(this, name, value));
          realSend.call(this, body);
        },
        () => this.dispatchEvent(new ProgressEvent("error")),
      );
    };
  };

  // ---- what the frame shows for the app: navigation, title, address
  const navItems = () =>
    [...document.querySelectorAll("s-app-nav s-link, s-app-nav a, ui-nav-menu a")].map((link) => ({
      label: link.textContent.trim(),
      href: link.getAttribute("href") || "/",
      home: link.getAttribute("rel") === "home",
    }));
  let lastNav = "";
  const syncNav = () => {
    const items = navItems();
    const text = JSON.stringify(items);
    if (text !== lastNav && (items.length || lastNav)) tell("nav", { items });
    lastNav = text;
  };
  let lastPlace = "";
  const syncPlace = () => {
    if (query.has("shopify-reload")) return;
    const url = new URL(location.href);
    for (const name of ["id_token", "hmac", "timestamp", "session"]) url.searchParams.delete(name);
    const place = JSON.stringify([url.pathname + url.search + url.hash, document.title]);
    if (place !== lastPlace) tell("place", { path: url.pathname + url.search + url.hash, title: document.title });
    lastPlace = place;
  };
  commands.navigate = ({ href }) => {
    const event = new CustomEvent("shopify:navigate", { cancelable: true, bubbles: true, detail: { href } });
    if (!isOwn(href) || !document.dispatchEvent(event)) return;
    const link = [...document.querySelectorAll("s-app-nav a, ui-nav-menu a")].find((item) => item.getAttribute("href") === href);
    link ? link.click() : location.assign(href);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='shopify:']");
    if (!link) return;
    event.preventDefault();
    tell("admin", { path: link.getAttribute("href").replace(/^shopify:\/*admin/, "") });
  });

  // ---- save bar: <form data-save-bar>, <ui-save-bar id> or shopify.saveBar.show(id)
  let savingFor = null;
  const showSaveBar = (element) => {
    savingFor = element;
    tell("saveBar", { shown: Boolean(element) });
  };
  const byId = (id) => document.getElementById(id);
  const press = (primary) => {
    if (!savingFor) return;
    if (savingFor instanceof HTMLFormElement) primary ? savingFor.requestSubmit() : savingFor.reset();
    else savingFor.querySelector(primary ? "button[variant=primary]" : "button:not([variant=primary])")?.click();
    if (!primary) showSaveBar(null);
  };
  commands.save = () => press(true);
  commands.discard = () => press(false);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-save-bar]");
    if (form) showSaveBar(form);
  });
  for (const done of ["submit", "reset"]) {
    document.addEventListener(done, (event) => event.target === savingFor && showSaveBar(null));
  }

  const dialog = (id, action) => {
    const element = byId(id);
    if (!element) throw new Error(`No modal with the id ${id}`);
    if (element instanceof HTMLDialogElement) action === "hide" ? element.close() : element.showModal();
    else element.hidden = action === "hide";
  };
  let toasts = 0;
  const shopify = {
    config,
    idToken,
    environment: Object.freeze({ embedded, mobile: false, pos: false, intent: null, standIn: true }),
    toast: {
      show(message, options = {}) {
        const id = `toast-${++toasts}`;
        tell("toast", { id, message: String(message), isError: Boolean(options.isError), duration: options.duration || 5000 });
        return id;
      },
      hide: (id) => tell("toastHide", { id }),
    },
    loading: (on = true) => tell("loading", { on: Boolean(on) }),
    modal: { show: async (id) => dialog(id, "show"), hide: async (id) => dialog(id, "hide"), toggle: async (id) => dialog(id, byId(id)?.open ? "hide" : "show") },
    saveBar: {
      show: async (id) => showSaveBar(byId(id)),
      hide: async () => showSaveBar(null),
      toggle: async (id) => showSaveBar(savingFor ? null : byId(id)),
      leaveConfirmation: async () => !savingFor || (await ask("leave")).leave,
    },
    resourcePicker: async (options) => (await ask("resourcePicker", options)).selection,
    scopes: {
      query: async () => ask("scopes"),
      request: async () => ({ result: "granted-all", detail: await ask("scopes") }),
      revoke: async () => ({ detail: await ask("scopes") }),
    },
    user: async () => ask("user"),
    ready: Promise.resolve(),
  };
  window.shopify = shopify;
  if (!embedded) return;
  window.fetch = bridgedFetch;
  patchXhr();
  const sync = () => {
    syncNav();
    syncPlace();
  };
  for (const name of ["pushState", "replaceState"]) {
    const real = history[name].bind(history);
    history[name] = (...rest) => {
      real(...rest);
      queueMicrotask(sync);
    };
  }
  window.addEventListener("popstate", sync);
  new MutationObserver(sync).observe(document, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["href"] });
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", sync) : sync();
})();
