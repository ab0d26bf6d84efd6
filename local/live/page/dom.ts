type Child = Node | string | null;

/** An element that contains text or elements; text is never parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A link to http or https; plain text for every other address. */
export function link(text: string, url: string | null): Node {
  if (url === null || !/^https?:\/\//.test(url)) return document.createTextNode(text);
  const made = element("a", "", text);
  made.href = url;
  return made;
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}
