// A file behind the agent's token: fetched, because only a fetch is signed, and then handed to the browser as a file.
(() => {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-download]");
    if (!link) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim());
      const file = document.createElement("a");
      file.href = URL.createObjectURL(await answer.blob());
      file.download = link.dataset.download;
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 60000);
    } catch (error) {
      const line = document.createElement("p");
      line.className = "notice notice--error";
      line.textContent = error instanceof TypeError ? document.body.dataset.offline : error.message;
      document.getElementById("notices").replaceChildren(line);
      setTimeout(() => line.remove(), 9000);
    } finally {
      link.removeAttribute("aria-busy");
    }
  });
})();
