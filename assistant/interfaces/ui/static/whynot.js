// Why an article that one expected is not among the passages.
import { get } from './http.js';

export class WhyNot {
  constructor(root) {
    this.place = root.querySelector('.why-not');
    this.input = root.querySelector('#why-not');
    this.list = root.querySelector('#why-not-titles');
    this.reasons = this.place.querySelector('ul');
    this.titles = new Map();
    this.input.addEventListener('input', () => this.find());
    this.input.addEventListener('focus', () => this.find());
  }

  show(conversation, turn) {
    const path = conversation && turn?.ended ? `/conversations/${encodeURIComponent(conversation)}/turns/${encodeURIComponent(turn.id)}/why-not` : null;
    this.place.hidden = !path || turn.element.dataset.state === 'failed';
    if (path === this.path) return;
    this.path = path;
    this.input.value = '';
    this.reasons.replaceChildren();
  }

  async find() {
    const title = this.input.value.trim();
    if (this.titles.has(title)) return void this.explain(this.titles.get(title));
    const { rows } = await get('/articles', [['search', title]]).catch(() => ({ rows: [] }));
    for (const row of rows) this.titles.set(row.title, row.id);
    this.list.replaceChildren(...rows.slice(0, 30).map(({ title: value }) => Object.assign(document.createElement('option'), { value })));
  }

  async explain(article) {
    const reasons = await get(this.path, [['article', article]]).catch((error) => [error.message]);
    this.reasons.replaceChildren(...reasons.map((textContent) => Object.assign(document.createElement('li'), { textContent })));
  }
}
