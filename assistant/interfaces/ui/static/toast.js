// One short message at a time, with a way back where there is one.
export function toasts(root) {
  const toast = root.querySelector('.toast');
  let timer;
  return (text, undo) => {
    // An open dialog is above everything else on the page, so the message goes into it.
    (root.querySelector('dialog[open]') ?? root).append(toast);
    toast.replaceChildren(text);
    if (undo) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Undo' });
      button.addEventListener('click', () => (undo(), (toast.hidden = true)));
      toast.append(button);
    }
    toast.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (toast.hidden = true), undo ? 8000 : 4000);
  };
}
