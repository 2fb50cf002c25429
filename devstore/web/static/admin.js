/* The frame's end of App Bridge: answers only the app's window at the app's own origin; tokens come from this server. */
(() => {
  "use strict";
  const frame = document.getElementById("app-frame");
  if (!frame) return;
  const { appOrigin, tokenUrl, staff, appPath, orders } = frame.dataset;
  const tell = (type, body = {}) => frame.contentWindow.postMessage({ bridge: 1, type, body }, appOrigin);
  const $ = (id) => document.getElementById(id);

  const post = async (url, body) => {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The admin server answered ${answer.status}`);
    return answer.json();
  };

  // questions of the app: name -> answer
  const questions = {
    idToken: async () => ({ token: (await post(tokenUrl, { staff: Number(staff) })).id_token }),
    scopes: async () => (await fetch(tokenUrl.replace("id_tokens", "scopes"))).json(),
    user: async () => ({ id: staff }),
    leave: async () => ({ leave: confirm("Leave the page with unsaved changes?") }),
    resourcePicker: (body) => pick(body),
  };

  const pick = async ({ type = "product", multiple = false } = {}) => {
    const items = await (await fetch(tokenUrl.replace("id_tokens", `resources/${type}`))).json();
    const dialog = $("picker");
    const list = dialog.querySelector(".picker-list");
    list.replaceChildren(
      ...items.map((item) => {
        const label = document.createElement("label");
        label.className = "field";
        const box = document.createElement("input");
        Object.assign(box, { type: multiple ? "checkbox" : "radio", name: "picked", value: item.id });
        label.append(box, ` ${item.title}`);
        return label;
      }),
    );
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    if (dialog.returnValue !== "select") return { selection: undefined };
    const picked = new Set([...list.querySelectorAll("input:checked")].map((box) => box.value));
    return { selection: items.filter((item) => picked.has(item.id)) };
  };

  // what the app tells: name -> what the frame does
  const showToast = ({ id, message, isError, duration }) => {
    const toast = document.createElement("div");
    toast.className = `toast${isError ? " is-error" : ""}`;
    toast.id = `shown-${id}`;
    toast.setAttribute("role", isError ? "alert" : "status");
    toast.textContent = message;
    $("toasts").append(toast);
    setTimeout(() => toast.remove(), Math.min(Math.max(Number(duration) || 5000, 1500), 20000));
  };
  let place = appPath;
  const bare = (href) => href.split(/[?#]/)[0];
  const markNav = () => {
    for (const link of $("app-nav").children) link.classList.toggle("is-here", bare(link.dataset.href) === bare(place));
  };
  const statements = {
    toast: showToast,
    toastHide: ({ id }) => $(`shown-${id}`)?.remove(),
    loading: ({ on }) => ($("loading").hidden = !on),
    saveBar: ({ shown }) => ($("save-bar").hidden = !shown),
    nav({ items }) {
      $("app-nav").replaceChildren(
        ...items
          .filter((item) => !item.home)
          .map((item) => {
            const link = document.createElement("a");
            link.textContent = item.label;
            link.dataset.href = item.href;
            link.href = urlFor(item.href);
            return link;
          }),
      );
      markNav();
    },
    place({ path, title }) {
      place = path;
      $("app-place").textContent = title || "";
      document.title = `${title ? `${title} · ` : ""}Kakehashi`;
      history.replaceState(null, "", urlFor(path));
      markNav();
    },
    admin({ path }) {
      const order = /^\/orders\/(\d+)/.exec(path || "");
      location.assign(order ? orders.replace(/\?/, `/${order[1]}?`) : orders);
    },
  };
  const urlFor = (href) => {
    const inner = new URL(href, appOrigin);
    for (const name of ["shop", "host", "embedded", "locale", "id_token", "hmac", "timestamp", "session"]) inner.searchParams.delete(name);
    const outer = new URL(location.href);
    outer.searchParams.set("path", inner.pathname + inner.search);
    return outer.href;
  };

  window.addEventListener("message", async (event) => {
    if (event.origin !== appOrigin || event.source !== frame.contentWindow || event.data?.bridge !== 1) return;
    const { type, id, body = {} } = event.data;
    if (!id) return Object.hasOwn(statements, type) && statements[type](body);
    const answer = { bridge: 1, id, type };
    try {
      if (!Object.hasOwn(questions, type)) throw new Error(`This stand-in does not know ${type}`);
      answer.body = await questions[type](body);
    } catch (error) {
      answer.error = String(error.message || error);
    }
    frame.contentWindow.postMessage(answer, appOrigin);
  });

  $("app-nav").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    $("menu").checked = false;
    tell("navigate", { href: link.dataset.href });
  });
  $("save").addEventListener("click", () => tell("save"));
  $("discard").addEventListener("click", () => tell("discard"));
  // only now may the app load: its first question must find an ear
  frame.src = frame.dataset.src;
})();
