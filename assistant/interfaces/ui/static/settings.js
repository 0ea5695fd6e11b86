// The settings dialog. A key goes in and never comes back: the page only learns whether there is one.
import { get, send } from './http.js';
import { watchWork } from './work.js';

export class Settings {
  // `on` is told: saved(), trouble(text)
  constructor(root, on) {
    this.dialog = root.querySelector('#settings');
    this.form = this.dialog.querySelector('form');
    this.result = this.dialog.querySelector('.result');
    this.on = on;
    this.form.addEventListener('submit', (event) => (event.preventDefault(), this.save()));
    this.dialog.querySelector('.offers').addEventListener('click', (event) => this.use(event.target.closest('button')));
  }

  async open() {
    this.result.textContent = '';
    try {
      this.fill(await get('/settings'));
    } catch (error) {
      this.on.trouble(error.message);
      return;
    }
    this.dialog.showModal();
  }

  fill({ values, fixed, offers, embedder }) {
    this.before = values;
    this.embedder = embedder;
    // Who may not change something does not see it.
    for (const part of this.form.querySelectorAll('[data-for]')) part.hidden = !(part.dataset.for in { ...values, ...(embedder && { embedder }) });
    this.form.elements.embedder.value = ['local', 'fast'].includes(embedder) ? embedder : '';
    for (const [name, value] of Object.entries(values)) {
      const field = this.form.elements[name];
      if (field.type === 'checkbox') field.checked = value;
      else field.value = name === 'api_key' ? '' : (value ?? '');
      field.disabled = fixed.includes(name);
    }
    this.form.querySelector('#key-note').textContent = values.api_key ? 'A key is set. It is not shown; type a new one to replace it.' : 'No key is set. A server on this machine needs none.';
    const line = this.form.querySelector('.fixed');
    line.hidden = fixed.length === 0;
    line.textContent = `Set where the assistant was started, and not changeable here: ${fixed.join(', ')}.`;
    this.form.querySelector('.offers').replaceChildren(...offers.map(offer));
  }

  use(control) {
    if (!control) return;
    this.form.elements.answerer.value = 'endpoint';
    this.form.elements.base_url.value = control.value;
    this.test();
  }

  // Only what differs from what is in force.
  changes() {
    const changes = {};
    for (const [name, before] of Object.entries(this.before)) {
      const field = this.form.elements[name];
      if (field.disabled) continue;
      const now = field.type === 'checkbox' ? field.checked : field.type === 'number' ? Number(field.value) : field.value.trim();
      if (name === 'api_key' ? now : now !== (before ?? '')) changes[name] = now;
    }
    return changes;
  }

  async test() {
    this.result.textContent = 'Asking the endpoint …';
    try {
      const { models, said } = await send('POST', '/settings/test', this.changes());
      this.form.querySelector('datalist').replaceChildren(...models.map((value) => Object.assign(document.createElement('option'), { value })));
      if (models.length && !this.form.elements.model.value) this.form.elements.model.value = models[0];
      this.result.textContent = said ? `It works: the model said “${said}”.` : `It answers and offers ${models.length} models. Choose one and test again.`;
    } catch (error) {
      this.result.textContent = error.message;
    }
  }

  async save() {
    const search = this.form.elements.embedder.value;
    try {
      await send('PUT', '/settings', this.changes());
      if (this.embedder && search && search !== this.embedder) return await this.search(search);
    } catch (error) {
      this.result.textContent = error.message;
      return undefined;
    }
    this.dialog.close();
    this.on.saved();
    return undefined;
  }

  // Another search reads every article again; until it has, the old one answers.
  async search(embedder) {
    const told = ({ done, total, chunks }) => {
      this.result.textContent = total ? `Indexing again: ${done} of ${total} files, ${chunks} chunks. You can go on asking meanwhile.` : 'Indexing again …';
    };
    const now = await watchWork(() => send('POST', '/opening', { embedder }), told);
    this.result.textContent = now.error ? `${now.error}. ${now.hint}` : 'Indexed. The page opens anew …';
  }
}

function offer({ name, url }) {
  const item = document.createElement('li');
  const use = Object.assign(document.createElement('button'), { type: 'button', value: url, textContent: 'Use it' });
  item.append(`${name} is running at ${url}. `, use);
  return item;
}
