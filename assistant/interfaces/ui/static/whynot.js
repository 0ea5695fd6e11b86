// Why an article that one expected is not among the passages.
import { get } from './http.js';

export class WhyNot {
  constructor(root) {
    this.place = root.querySelector('.why-not');
    this.input = root.querySelector('#why-not');
    this.list = root.querySelector('#why-not-titles');
    this.reasons = this.place.querySelector('ul');
    this.input.addEventListener('input', () => this.find());
    this.input.addEventListener('focus', () => this.find());
  }

  show(conversation, turn) {
    const path = conversation && turn?.ended ? `/conversations/${encodeURIComponent(conversation)}/turns/${encodeURIComponent(turn.id)}/why-not` : null;
    this.place.hidden = !path || turn.element.dataset.state === 'failed';
    if (path === this.path) return;
    this.path = path;
    this.input.value = '';
    this.say([]);
  }

  // The articles whose titles hold what is typed; where it is the whole title of one, why that one was not used.
  async find() {
    const { path } = this;
    const title = this.input.value.trim();
    const found = await get('/articles', [['search', title]]).catch((error) => ({ rows: [], error }));
    if (this.isPast(path, title)) return;
    this.list.replaceChildren(...[...new Set(found.rows.map((row) => row.title))].slice(0, 30).map((value) => Object.assign(document.createElement('option'), { value })));
    const meant = found.rows.filter((row) => row.title === title);
    if (found.error) this.say([found.error.message]);
    else if (!title || !meant.length) this.say([]);
    else await this.explain(path, title, meant);
  }

  // Articles may share a title; each is spoken of then.
  async explain(path, title, articles) {
    this.place.setAttribute('aria-busy', 'true');
    const reasons = await Promise.all(articles.map(({ id }) => get(path, [['article', id]]).catch((error) => [error.message])));
    if (this.isPast(path, title)) return;
    this.say(articles.length === 1 ? reasons[0] : articles.map(({ location }, i) => `${location}: ${reasons[i].join(' ')}`));
  }

  // Another answer was chosen, or another title typed, while the server was thinking: what it says now is no answer to that.
  isPast(path, title) {
    return path !== this.path || title !== this.input.value.trim();
  }

  say(reasons) {
    this.place.removeAttribute('aria-busy');
    this.reasons.replaceChildren(...reasons.map((textContent) => Object.assign(document.createElement('li'), { textContent })));
  }
}
