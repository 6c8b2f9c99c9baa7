(() => {
  "use strict";
  const body = document.body, root = body.dataset.root, lang = body.dataset.lang;
  const fold = (text) => text.normalize("NFKC").toLowerCase().normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "").normalize("NFC");

  // the first page of several languages leads to the reader's
  if (body.classList.contains("choose")) {
    const links = [...document.querySelectorAll("a[hreflang]")];
    for (const wanted of navigator.languages || []) {
      const link = links.find((one) => wanted.toLowerCase().startsWith(one.hreflang));
      if (link) { location.replace(link.href); break; }
    }
    return;
  }

  // search: the index is a script, so that it loads from a disk too
  const form = document.querySelector(".search");
  if (form) {
    const input = form.querySelector("input"), list = form.querySelector("ul");
    let rows = null, asked = false, chosen = -1;
    form.hidden = false;
    window.clustermapIndex = ([kinds, found]) => {
      rows = found.map(([label, path, kind, more]) =>
        ({ label, path, kind: kinds[kind], name: fold(label), text: fold(`${label} ${more || ""}`) }));
      look();
    };
    const load = () => {
      if (asked) return;
      asked = true;
      const script = document.createElement("script");
      script.src = `${root}assets/search-${lang}.js`;
      document.head.append(script);
    };
    const score = (row, words) => {
      if (!words.every((word) => row.text.includes(word))) return 0;
      const whole = words.join(" ");
      return row.name === whole ? 4 : row.name.startsWith(whole) ? 3 : row.name.includes(whole) ? 2 : 1;
    };
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
    };
    const choose = (at) => {
      const items = [...list.querySelectorAll("[role=option]")];
      chosen = items.length ? (at + items.length) % items.length : -1;
      items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      if (chosen < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", items[chosen].id);
      items[chosen].scrollIntoView({ block: "nearest" });
    };
    const look = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      list.textContent = "";
      chosen = -1;
      if (!words.length || !rows) { show(false); return; }
      const found = rows.map((row) => [score(row, words), row]).filter(([n]) => n)
        .sort((a, b) => b[0] - a[0] || a[1].name.length - b[1].name.length).slice(0, 12);
      found.forEach(([, row], at) => {
        const item = document.createElement("li"), kind = document.createElement("small");
        item.id = `found-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.to = `${root}${lang}/${row.path}/index.html`;
        item.append(row.label, kind);
        kind.textContent = row.kind;
        list.append(item);
      });
      if (!found.length) {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.setAttribute("aria-disabled", "true");
        item.textContent = list.dataset.none;
        list.append(item);
      }
      show(true);
    };
    const go = (item) => { if (item && item.dataset.to) location.href = item.dataset.to; };
    input.addEventListener("focus", load);
    input.addEventListener("input", () => { load(); look(); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
        event.preventDefault();
      } else if (event.key === "Escape") show(false);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(list.querySelectorAll("[role=option]")[Math.max(chosen, 0)]);
    });
    list.addEventListener("mousedown", (event) => { event.preventDefault(); go(event.target.closest("li")); });
    input.addEventListener("blur", () => show(false));
  }

  // the names of places and sites on maps
  for (const link of document.querySelectorAll(".map a")) {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = link.getAttribute("aria-label");
    link.firstElementChild.append(title);
  }

  // tables that can be sorted
  const number = (text) => {
    const found = text.replace(/[,\s]/g, "").replace("\u2212", "-").match(/-?\d+(\.\d+)?/);
    if (!found) return null;
    let value = Number(found[0]);
    if (/tn|兆|조/.test(text)) value *= 1e12;
    else if (/bn/.test(text)) value *= 1e9;
    else if (/億|억/.test(text)) value *= 1e8;
    else if (/\bm\b/.test(text)) value *= 1e6;
    else if (/万|만/.test(text)) value *= 1e4;
    return value;
  };
  for (const table of document.querySelectorAll("table.sort")) {
    const heads = [...table.tHead.rows[0].cells], part = table.tBodies[0];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numeric = head.classList.contains("n");
        const before = head.getAttribute("aria-sort");
        const down = before ? before === "ascending" : numeric;
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[at].textContent.trim();
        const lines = [...part.rows];
        const order = new Intl.Collator(lang, { numeric: true }).compare;
        lines.sort((a, b) => {
          const one = numeric ? number(key(a)) : key(a), two = numeric ? number(key(b)) : key(b);
          if (one === null || two === null) return (one === null) - (two === null);
          const by = numeric ? one - two : order(one, two);
          return down ? -by : by;
        });
        part.append(...lines);
      });
    });
  }
})();
