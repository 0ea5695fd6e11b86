// The list of conversations: open, search, rename, delete with undo.
import { get, send } from './http.js';

export class Rail {
  // `on` is told: opened(id), gone(id), trouble(text), told(text, undo)
  constructor(root, on) {
    this.app = root;
    this.rail = root.querySelector('.rail');
    this.list = root.querySelector('.list ul');
    this.none = root.querySelector('.list .none');
    this.search = root.querySelector('#rail-search');
    this.on = on;
    this.current = null;
    this.search.addEventListener('input', () => this.load());
    this.list.addEventListener('click', (event) => this.click(event));
  }

  toggle(open = !this.app.classList.contains('with-rail')) {
    this.app.classList.toggle('with-rail', open);
    this.rail.inert = !open;
    this.app.querySelector('[data-do=rail]').setAttribute('aria-expanded', String(open));
  }

  async load() {
    const asked = this.search.value;
    const found = await get('/conversations', asked ? [['search', asked]] : []).catch((error) => this.on.trouble(error.message));
    if (!found || asked !== this.search.value) return;
    this.list.replaceChildren(...found.map((conversation) => this.row(conversation)));
    this.none.hidden = found.length > 0;
    this.none.textContent = asked ? 'Nothing found.' : 'Your conversations are kept here.';
    this.select(this.current);
  }

  select(id) {
    this.current = id;
    for (const row of this.list.children) {
      if (row.dataset.id === id) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
  }

  row({ id, title }) {
    const row = document.createElement('li');
    row.dataset.id = id;
    row.append(link(id, title), button('rename', `Rename ${title}`, 'M4 20h4L19 9l-4-4L4 16z'), button('delete', `Delete ${title}`, 'M5 7h14M10 7V5h4v2M7 7l1 13h8l1-13'));
    return row;
  }

  click(event) {
    const row = event.target.closest('li');
    const what = event.target.closest('[data-row]')?.dataset.row;
    if (what === 'rename') return this.rename(row);
    if (what === 'delete') return this.delete(row);
    if (!event.target.closest('a') || event.ctrlKey || event.metaKey) return undefined;
    event.preventDefault();
    return this.on.opened(row.dataset.id);
  }

  rename(row) {
    const link = row.querySelector('a');
    const input = Object.assign(document.createElement('input'), { value: link.textContent, maxLength: 80 });
    input.setAttribute('aria-label', 'New title');
    let over = false;
    const end = async (save) => {
      if (over) return;
      over = true;
      input.replaceWith(link);
      link.focus();
      if (!save || !input.value.trim() || input.value === link.textContent) return;
      await send('PATCH', `/conversations/${row.dataset.id}`, { title: input.value }).catch((error) => this.on.trouble(error.message));
      this.load();
    };
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Escape') end(event.key === 'Enter');
    });
    input.addEventListener('blur', () => end(true));
    link.replaceWith(input);
    input.select();
  }

  async delete(row) {
    const { id } = row.dataset;
    try {
      await send('DELETE', `/conversations/${id}`);
    } catch (error) {
      this.on.trouble(error.message);
      return;
    }
    this.on.gone(id);
    this.load();
    this.on.told('Conversation deleted.', async () => {
      await send('POST', `/conversations/${id}/restore`);
      this.load();
    });
  }
}

function link(id, title) {
  const a = Object.assign(document.createElement('a'), { href: `/?c=${encodeURIComponent(id)}`, textContent: title });
  a.dir = 'auto';
  return a;
}

function button(what, label, sign) {
  const b = Object.assign(document.createElement('button'), { type: 'button', title: label });
  b.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${sign}"/></svg>`;
  b.dataset.row = what;
  b.setAttribute('aria-label', label);
  return b;
}
