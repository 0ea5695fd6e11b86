// The menu of forms in which a conversation can be taken away, and its link.
export class Exports {
  constructor(root, tell) {
    this.tell = tell;
    this.menu = root.querySelector('.export .menu');
    this.control = root.querySelector('[data-do=export]');
    this.menu.addEventListener('keydown', (event) => this.key(event));
  }

  toggle(conversation) {
    if (this.close()) return;
    const links = Object.entries({ md: 'Markdown', html: 'Web page', json: 'JSON' }).map(([kind, name]) =>
      Object.assign(document.createElement('a'), {
        href: `/page/conversations/${encodeURIComponent(conversation)}/export.${kind}`,
        download: '',
        textContent: name,
      }),
    );
    const link = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy the link' });
    link.addEventListener('click', () => this.copyLink(conversation));
    this.menu.replaceChildren(...links, link);
    this.show(true);
    links[0].focus();
  }

  async copyLink(conversation) {
    this.close();
    try {
      await navigator.clipboard.writeText(`${location.origin}/?c=${encodeURIComponent(conversation)}`);
      this.tell('The link is copied.');
    } catch {
      this.tell('This browser does not let the page copy. The link is in the address bar.');
    }
  }

  // Whether it was open.
  close() {
    if (this.menu.hidden) return false;
    this.show(false);
    this.control.focus();
    return true;
  }

  show(open) {
    this.menu.hidden = !open;
    this.control.setAttribute('aria-expanded', String(open));
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const links = [...this.menu.children];
    links[(links.indexOf(document.activeElement) + step + links.length) % links.length].focus();
  }
}
