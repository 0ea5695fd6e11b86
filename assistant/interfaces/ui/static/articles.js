// What is indexed: search, open, choose to ask only these, remove with undo, update from the folder.
import { Adding } from './adding.js';
import { get, send } from './http.js';
import { watchWork } from './work.js';

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
    this.person = '';
    this.all = this.dialog.querySelector('#choose-all');
    this.adding = new Adding(root, {
      begun: () => this.open({ adding: true }),
      ended: () => (this.load(), this.on.changed()),
    });
    this.search.addEventListener('input', () => this.load());
    this.narrowing = { year: root.querySelector('#articles-year'), language: root.querySelector('#articles-language') };
    this.dialog.addEventListener('click', (event) => this.click(event));
    this.dialog.addEventListener('change', (event) => this.choose(event.target));
    // What is still being added when the list is closed says how it went at the next opening.
    this.dialog.addEventListener('close', () => this.adding.busy || this.adding.toggle(false));
  }

  async open({ adding = false } = {}) {
    if (!this.dialog.open) {
      for (const box of [this.search, ...Object.values(this.narrowing)]) box.value = '';
      this.publisher = '';
      this.dialog.showModal();
    }
    if (adding) this.adding.toggle(true);
    await this.load();
  }

  async load() {
    const { year, language } = this.narrowing;
    const asked = () => [['search', this.search.value], ['publisher', this.publisher], ['year', year.value], ['language', language.value]];
    const now = asked();
    const found = await get('/articles', now).catch((error) => this.on.told(error.message));
    if (!found || String(now) !== String(asked())) return;
    offer(year, 'All years', found.all_years.toReversed().map((one) => [String(one), String(one)]));
    offer(language, 'All languages', found.languages.map(([code, count]) => [code, `${languageName(code)} · ${count}`]));
    const shown = found.rows.length < found.found ? `, the first ${found.rows.length} shown` : '';
    this.dialog.querySelector('.place').textContent = `${found.found} of ${articles(found.total)}${shown}, from ${found.place}`;
    this.rows.replaceChildren(...found.rows.filter((row) => !this.leaving.has(row.id)).map((row) => this.row(row)));
    this.dialog.querySelector('.empty').hidden = this.rows.children.length > 0;
    this.dialog.classList.toggle('reading-only', !found.manager);
    this.adding.know(found, this.person);
    this.all.checked = false;
    this.charts(found);
    this.told('.problems', found.problems, ['file was left out', 'files were left out']);
    this.told('.warnings', found.warnings, ['article with a warning', 'articles with a warning']);
    this.gone(found.removed);
  }

  // Closes the list where all that was added is in; what was left out stays to be read.
  ready() {
    if (!this.dialog.querySelector('.outcomes').children.length) this.dialog.close();
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
    const facts = [article.publisher, article.published].filter(Boolean).join(' · ');
    if (facts) tr.children[1].dataset.facts = facts;
    tr.article = article;
    return tr;
  }

  click(event) {
    const what = event.target.closest('[data-article]')?.dataset.article;
    const article = event.target.closest('tr, li')?.article;
    if (what === 'open') {
      this.dialog.close();
      this.on.opened(article.id);
    } else if (what === 'remove') this.remove(article);
    else if (what === 'bring-back') this.bringBack(article);
    else if (what === 'publisher') this.filter(event.target.closest('button'));
  }

  choose(box) {
    if (box.matches('select')) return this.load();
    if (box === this.all) return this.chooseAll();
    const article = box.closest('tr')?.article;
    if (!article) return;
    if (box.checked) this.chosen.set(article.id, article);
    else this.chosen.delete(article.id);
    this.count();
    return undefined;
  }

  // Every article that the list shows now.
  chooseAll() {
    for (const { article, firstElementChild } of this.rows.children) {
      firstElementChild.firstElementChild.checked = this.all.checked;
      if (this.all.checked) this.chosen.set(article.id, article);
      else this.chosen.delete(article.id);
    }
    this.count();
  }

  count() {
    const control = this.dialog.querySelector('[data-do=scope]');
    control.disabled = this.chosen.size === 0;
    control.textContent = this.chosen.size > 1 ? `Ask only these ${this.chosen.size}` : 'Ask only these';
  }

  scope() {
    this.on.scoped([...this.chosen.values()]);
    this.chosen.clear();
    this.count();
    this.dialog.close();
  }

  filter(control) {
    this.publisher = this.publisher === control.value ? '' : control.value;
    this.load();
  }

  // Gone at once; the server keeps it for as long as it runs, so that it can be brought back after a reload too.
  async remove({ id, title }) {
    this.leaving.add(id);
    this.load();
    const error = await send('POST', '/articles/remove', { ids: [id] }).catch((failure) => failure);
    this.leaving.delete(id);
    if (error instanceof Error) this.on.told(error.message);
    else this.on.told(`“${title}” is not asked any more; its file stays.`, () => this.bringBack({ id, title }));
    this.on.changed();
    await this.load();
  }

  async bringBack({ id, title }) {
    const back = await send('POST', '/articles/bring-back', { ids: [id] }).catch((error) => this.on.told(error.message));
    if (back && !back.includes(id)) this.on.told(`The file of “${title}” has changed or gone. Update from the folder instead.`);
    this.on.changed();
    await this.load();
  }

  async update(options = {}) {
    const line = this.dialog.querySelector('.progress');
    line.hidden = false;
    const told = (now) => {
      line.textContent = now.total ? `${now.stage}: ${now.done} of ${now.total} files, ${now.chunks} chunks. ${now.location}` : 'Looking at the folder …';
    };
    const now = await watchWork(() => send('POST', '/update', options), told).catch((error) => ({ error: error.message, hint: '' }));
    line.textContent = now.error ? [now.error, now.hint].filter(Boolean).join('. ') : report(now.report);
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
      const control = button(`${name || 'Unknown'} · ${count}`, 'publisher', `Only ${name || 'unknown'}: ${articles(count)}`);
      control.value = name;
      control.setAttribute('aria-pressed', String(name === this.publisher && name !== ''));
      item.append(control);
      return item;
    }));
  }

  gone(removed) {
    const details = this.dialog.querySelector('.gone');
    details.hidden = removed.length === 0;
    details.querySelector('summary').textContent = `${articles(removed.length)} removed`;
    details.querySelector('ul').replaceChildren(...removed.map((article) => {
      const item = Object.assign(document.createElement('li'), { textContent: article.title, article });
      item.append(button('Bring back', 'bring-back', `Bring back ${article.title}`));
      return item;
    }));
  }

  told(which, found, [one, many]) {
    const details = this.dialog.querySelector(which);
    details.hidden = found.length === 0;
    details.querySelector('summary').textContent = `${found.length} ${found.length === 1 ? one : many}`;
    details.querySelector('ul').replaceChildren(...found.map(({ location, state, reason }) =>
      Object.assign(document.createElement('li'), { textContent: `${location}: ${state === 'warning' ? '' : `${state}, `}${reason}` })));
  }
}

// Shown only where there is something to choose from; what was chosen stays chosen.
function offer(select, all, choices) {
  const chosen = select.value;
  select.replaceChildren(...[['', all], ...choices].map(([value, text]) => new Option(text, value)));
  select.value = chosen;
  select.parentElement.hidden = choices.length < 2;
}

function articles(count) {
  return count === 1 ? '1 article' : `${count} articles`;
}

function languageName(code) {
  try { return new Intl.DisplayNames('en', { type: 'language' }).of(code); } catch { return code; }
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
  const told = [...parts.map((name) => `${done[name]} ${name}`), ...(done.warned ? [`${done.warned} with a warning`] : [])];
  return `Done: ${told.join(', ') || 'nothing there'}.`;
}
