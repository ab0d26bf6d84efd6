// The page's script. It only shows, hides and sorts existing elements. Foreign text is inserted as text,
// never as markup.

(() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name !== undefined) element.className = name;
    return element;
  };

  const hours = (Date.now() - Date.parse($("at").dateTime)) / 36e5;
  $("age").textContent =
    hours < 1
      ? "as of"
      : hours < 48
        ? `made ${Math.floor(hours)} h ago,`
        : `made ${Math.floor(hours / 24)} d ago,`;
  if (hours >= 1) $("age").className = "old";

  const rows = $("rows") === null ? [] : [...$("rows").children];
  const entries = rows.map((row, order) => ({
    row,
    order,
    text: row.textContent.toLowerCase(),
    tags: new Set(row.dataset.tags.split(" ")),
    behind: Number(row.dataset.behind),
    changed: Number(row.dataset.changed),
  }));
  const sorts = {
    name: (a, b) => a.order - b.order,
    attention: (a, b) => b.tags.has("attention") - a.tags.has("attention") || a.order - b.order,
    behind: (a, b) => b.behind - a.behind || a.order - b.order,
    changed: (a, b) => b.changed - a.changed || a.order - b.order,
  };
  const apply = () => {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const tag = document.querySelector("input[name=filter]:checked").value;
    let shown = 0;
    for (const { row, text, tags } of entries) {
      const fits = (tag === "all" || tags.has(tag)) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    $("shown").textContent =
      shown === entries.length
        ? shown + (shown === 1 ? " service" : " services")
        : `${shown} of ${entries.length} services`;
    $("none").hidden = shown > 0;
    rove();
  };
  const sort = () => {
    $("rows").append(...[...entries].sort(sorts[$("sort").value]).map(({ row }) => row));
    rove();
  };

  // One stop of the tab key for the whole table; arrows move inside it.
  const grid = () =>
    [...$("rows").children]
      .filter((row) => !row.hidden)
      .map((row) => [...row.querySelectorAll("button.version")]);
  let current;
  const rove = (button) => {
    const cells = grid().flat();
    const next = button ?? (cells.includes(current) ? current : cells[0]);
    if (current !== undefined) current.tabIndex = -1;
    current = next;
    if (current !== undefined) current.tabIndex = 0;
  };
  const move = (event) => {
    const lines = grid();
    const y = lines.findIndex((line) => line.includes(event.target));
    if (y < 0) return;
    const x = lines[y].indexOf(event.target);
    const last = lines.length - 1;
    const to = {
      ArrowDown: [Math.min(last, y + 1), x],
      ArrowUp: [Math.max(0, y - 1), x],
      ArrowRight: [y, Math.min(lines[y].length - 1, x + 1)],
      ArrowLeft: [y, Math.max(0, x - 1)],
      Home: [event.ctrlKey ? 0 : y, 0],
      End: [event.ctrlKey ? last : y, lines[y].length - 1],
      PageDown: [Math.min(last, y + 10), x],
      PageUp: [Math.max(0, y - 10), x],
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    rove(lines[to[0]][to[1]]);
    current.focus();
  };

  const details = JSON.parse($("details").textContent);
  // Text between backticks is a command.
  const prose = (tag, text) => {
    const element = make(tag);
    element.append(...text.split("`").map((part, index) => (index % 2 === 1 ? make("code", part) : part)));
    return element;
  };
  const section = (title, sentences, name) => {
    if (sentences.length === 0) return [];
    const list = make("ul", undefined, name);
    list.append(...sentences.map((each) => prose("li", each)));
    return [make("h3", title), list];
  };
  const gates = (all) => {
    if (all.length === 0) return [];
    const list = make("ul", undefined, "gates");
    for (const { gate, state, words } of all) {
      const item = make("li", undefined, state.replace(" ", "-"));
      item.append(make("b", gate), make("span", ` ${state}`, "is"), make("span", `: ${words}`));
      list.append(item);
    }
    return [make("h3", "Gates"), list];
  };
  const facts = (all) => {
    const list = make("dl");
    for (const [name, value, href] of all) {
      const text = make("dd");
      if (href === undefined) text.textContent = value;
      else {
        const link = make("a", value);
        link.href = href;
        text.append(link);
      }
      list.append(make("dt", name), text);
    }
    return list;
  };
  const open = (place) => {
    if (!Object.hasOwn(details, place)) return;
    const { service, environment, now, blocks, remedies, gates: all, facts: known } = details[place];
    const close = make("button", "Close", "close");
    close.type = "button";
    close.addEventListener("click", () => $("panel").close());
    const title = make("h2", service);
    title.id = "panel-title";
    title.append(make("small", ` in ${environment}`));
    const body = $("panel-body");
    body.replaceChildren(
      close,
      title,
      ...now.map((each) => prose("p", each)),
      ...section("What keeps the next release out", blocks, "blocks"),
      ...section("What lets it in", remedies, "remedies"),
      ...gates(all),
      make("h3", "Facts"),
      facts(known),
    );
    rove([...document.querySelectorAll("button.version")].find((each) => each.dataset.place === place));
    if (!$("panel").open) $("panel").showModal();
    body.scrollTop = 0;
    history.replaceState(null, "", `#${place}`);
  };
  $("panel").addEventListener("close", () => {
    history.replaceState(null, "", location.pathname + location.search);
    current?.focus();
  });
  $("panel").addEventListener("click", (event) => {
    if (event.target === $("panel")) $("panel").close();
  });

  if (rows.length > 0) {
    $("rows").addEventListener("keydown", move);
    $("rows").addEventListener("focusin", (event) => {
      if (event.target.matches("button.version")) rove(event.target);
    });
    $("rows").addEventListener("click", (event) => {
      if (event.target.closest("a") !== null) return;
      const button = event.target.closest("td")?.querySelector("button.version");
      if (!button) return;
      open(button.dataset.place);
    });
    for (const button of document.querySelectorAll("button.version")) button.tabIndex = -1;
    $("search").addEventListener("input", apply);
    $("sort").addEventListener("change", sort);
    for (const radio of document.querySelectorAll("input[name=filter]"))
      radio.addEventListener("change", apply);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || $("panel").open) return;
      if (event.target.matches("input[type=search], select")) return;
      event.preventDefault();
      $("search").focus();
    });
    // A browser may restore the typed text after a reload.
    apply();
    sort();
  }
  const place = decodeURIComponent(location.hash.slice(1));
  if (place !== "") open(place);
})();
