/* The money page and the fault switchboard: thin views of the control interface. */
(() => {
  "use strict";
  const cell = (text, number) => {
    const td = document.createElement("td");
    td.textContent = text;
    if (number) td.className = "num";
    return td;
  };
  const amount = (money) =>
    money ? new Intl.NumberFormat("en", { style: "currency", currency: money.currency }).format(money.amount) : "";
  const table = document.getElementById("money");
  const showMoney = async () => {
    const counted = await (await fetch(table.dataset.url)).json();
    const rows = Object.entries(counted.orders || counted).filter(([, count]) => count.refunds);
    const body = table.tBodies[0];
    body.replaceChildren(
      ...rows.map(([gid, count]) => {
        const row = document.createElement("tr");
        row.append(cell(count.name || gid.split("/").pop()), cell(count.refunds, 1), cell(amount(count.presentment), 1), cell(amount(count.shop), 1));
        return row;
      }),
    );
    if (!rows.length) {
      const row = body.insertRow();
      const td = row.insertCell();
      td.colSpan = 4;
      td.className = "empty";
      td.textContent = "No money has moved back yet.";
    }
  };
  if (table) showMoney();

  const list = document.getElementById("faults");
  const showFaults = async () => {
    const answer = await (await fetch(list.dataset.url)).json();
    const faults = Array.isArray(answer) ? answer : answer.faults || [];
    const items = faults.map((fault) => {
      const line = document.createElement("p");
      line.textContent = `${fault.fault} on ${fault.operation || "*"} × ${fault.times ?? 1}${fault.shop ? ` (${fault.shop})` : ""}`;
      return line;
    });
    if (faults.length) {
      const clear = document.createElement("button");
      clear.textContent = "Clear all";
      clear.addEventListener("click", async () => {
        await fetch(list.dataset.url, { method: "DELETE" });
        showFaults();
      });
      items.push(clear);
    }
    list.replaceChildren(...(items.length ? items : [Object.assign(document.createElement("p"), { className: "soft", textContent: "None." })]));
  };
  if (list) showFaults();
  for (const id of ["fault-form", "mail-fault-form"]) {
    const form = document.getElementById(id);
    form?.addEventListener("submit", async (event) => {
      event.preventDefault();
      const asked = Object.fromEntries(new FormData(form));
      for (const name of ["times", "seconds"]) if (name in asked) asked[name] = Number(asked[name]);
      if (form.dataset.shop) asked.shop = form.dataset.shop;
      const answer = await fetch(form.dataset.url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
      form.querySelector("button").textContent = answer.ok ? "Planned" : `Refused (${answer.status})`;
      setTimeout(() => (form.querySelector("button").textContent = "Plan it"), 1500);
      if (list) showFaults();
    });
  }
})();
