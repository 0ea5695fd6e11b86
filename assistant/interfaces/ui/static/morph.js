// Makes a place what `html` says by changing only what differs, so that the focus, a selection and the work of the browser stay
// where nothing has changed: of a growing answer, its end.
export function morph(place, html) {
  const wanted = document.createElement('template');
  wanted.innerHTML = html;
  children(place, wanted.content);
}

function children(place, wanted) {
  const [old, fresh] = [[...place.childNodes], [...wanted.childNodes]];
  for (const [i, node] of fresh.entries()) {
    if (!old[i]) place.append(node);
    else if (old[i].nodeName !== node.nodeName) old[i].replaceWith(node);
    else if (!old[i].isEqualNode(node)) same(old[i], node);
  }
  for (const node of old.slice(fresh.length)) node.remove();
}

function same(node, wanted) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    node.data = wanted.data;
    return;
  }
  for (const { name } of [...node.attributes]) if (!wanted.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  children(node, wanted);
}
