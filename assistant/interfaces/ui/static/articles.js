// What is indexed: search, open, choose to ask only these, remove with undo, update from the folder.
import { get, send } from './http.js';

const UNDO = 8000;

export class Articles {
  // `on` is told: opened(id), scoped(documents), changed(), told(text, undo)
  constructor(root, on) {
    this.dialog = root.querySelector('#articles');
    this.search = root.querySelector('#articles-search');
    this.rows = this.dialog.querySelector('tbody');
    this.on = on;
    this.publisher = '';
    this.chosen = new Map();
    this.leaving = new Set();
    this.search.addEventListener('input', () => this.load());
    this.dialog.addEventListener('click', (event) => this.click(event));
    this.dialog.addEventListener('change', (event) => this.choose(event.target));
  }

  async open() {
    this.dialog.showModal();
    await this.load();
  }

  async load() {
    const asked = [['search', this.search.value], ['publisher', this.publisher]];
    const found = await get('/articles', asked).catch((error) => this.on.told(error.message));
    if (!found || asked[0][1] !== this.search.value) return;
    const shown = found.rows.length < found.found ? `, the first ${found.rows.length} shown` : '';
    this.dialog.querySelector('.place').textContent = `${found.found} of ${found.total} articles${shown}, from ${found.place}`;
    this.rows.replaceChildren(...found.rows.filter((row) => !this.leaving.has(row.id)).map((row) => this.row(row)));
    this.dialog.querySelector('.empty').hidden = this.rows.children.length > 0;
    this.charts(found);
    this.problems(found.problems);
  }

  row(article) {
    const tr = document.createElement('tr');
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: this.chosen.has(article.id) });
    box.setAttribute('aria-label', `Ask ${article.title}`);
    const title = button(article.title, 'open', `Open ${article.title}`);
    title.title = article.location;
    const cells = [box, title, article.publisher, article.published, article.language, String(article.chunks), button('Remove', 'remove', `Remove ${article.title}`)];
    for (const content of cells) {
      const td = document.createElement('td');
      td.append(content);
      tr.append(td);
    }
    tr.article = article;
    return tr;
  }

  click(event) {
    const what = event.target.closest('[data-article]')?.dataset.article;
    const article = event.target.closest('tr')?.article;
    if (what === 'open') {
      this.dialog.close();
      this.on.opened(article.id);
    } else if (what === 'remove') this.remove(article);
    else if (what === 'publisher') this.filter(event.target.closest('button'));
  }

  choose(box) {
    const article = box.closest('tr')?.article;
    if (!article) return;
    if (box.checked) this.chosen.set(article.id, article);
    else this.chosen.delete(article.id);
    this.dialog.querySelector('[data-do=scope]').disabled = this.chosen.size === 0;
  }

  scope() {
    this.on.scoped([...this.chosen.values()]);
    this.chosen.clear();
    this.dialog.querySelector('[data-do=scope]').disabled = true;
    this.dialog.close();
  }

  filter(control) {
    this.publisher = this.publisher === control.value ? '' : control.value;
    this.load();
  }

  // Removed for good only when the time for undo is over.
  remove({ id, title }) {
    this.leaving.add(id);
    this.load();
    const timer = setTimeout(async () => {
      await send('POST', '/articles/remove', { ids: [id] }).catch((error) => this.on.told(error.message));
      this.leaving.delete(id);
      this.on.changed();
      this.load();
    }, UNDO);
    this.on.told(`“${title}” leaves the index; its file stays.`, () => {
      clearTimeout(timer);
      this.leaving.delete(id);
      this.load();
    });
  }

  async update() {
    const line = this.dialog.querySelector('.progress');
    line.hidden = false;
    let now = await send('POST', '/update');
    while (now.running) {
      line.textContent = now.total ? `${now.stage}: ${now.done} of ${now.total} files, ${now.chunks} chunks. ${now.location}` : 'Looking at the folder …';
      await new Promise((resolve) => setTimeout(resolve, 250));
      now = await get('/update');
    }
    line.textContent = now.error ? `${now.error}. ${now.hint}` : report(now.report);
    await this.load();
    this.on.changed();
  }

  charts({ years, publishers }) {
    const bars = this.dialog.querySelector('.bars');
    const most = Math.max(1, ...years.map(([, count]) => count));
    bars.setAttribute('aria-label', years.map(([year, count]) => `${year}: ${count}`).join(', '));
    // Room for about six years in figures on a small screen.
    const every = Math.ceil(years.length / 6);
    bars.replaceChildren(...years.map(([year, count], i) => {
      const bar = document.createElement('span');
      bar.title = `${year}: ${count}`;
      bar.style.setProperty('--share', count / most);
      if (i % every === 0) bar.dataset.year = year;
      return bar;
    }));
    bars.parentElement.hidden = years.length < 2;
    const list = this.dialog.querySelector('.publishers ul');
    list.replaceChildren(...publishers.map(([name, count]) => {
      const item = document.createElement('li');
      const control = button(`${name || 'Unknown'} · ${count}`, 'publisher', `Only ${name || 'unknown'}: ${count} articles`);
      control.value = name;
      control.setAttribute('aria-pressed', String(name === this.publisher && name !== ''));
      item.append(control);
      return item;
    }));
  }

  problems(found) {
    const details = this.dialog.querySelector('.problems');
    details.hidden = found.length === 0;
    details.querySelector('summary').textContent = `${found.length} files were left out`;
    details.querySelector('ul').replaceChildren(...found.map(({ location, state, reason }) =>
      Object.assign(document.createElement('li'), { textContent: `${location}: ${state}, ${reason}` })));
  }
}

function button(text, what, label) {
  const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
  made.dataset.article = what;
  made.setAttribute('aria-label', label);
  return made;
}

function report(done) {
  if (!done) return 'Nothing to do.';
  const parts = ['added', 'changed', 'moved', 'removed', 'unchanged', 'skipped', 'failed'].filter((name) => done[name]);
  return `Done: ${parts.map((name) => `${done[name]} ${name}`).join(', ') || 'nothing there'}.`;
}
