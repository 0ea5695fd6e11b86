// Questions to begin with and to go on with, and what a first start offers.
import { get } from './http.js';

export class Suggestions {
  constructor(root) {
    this.examples = root.querySelector('.examples');
    this.follow = root.querySelector('.follow');
    this.offer = root.querySelector('.offer');
    this.first = root.querySelector('.first');
  }

  async begin() {
    this.examples.setAttribute('aria-busy', 'true');
    const found = await get('/examples').catch(() => []);
    this.examples.removeAttribute('aria-busy');
    this.examples.replaceChildren(...found.map(item));
  }

  // A model server that already listens here is offered, never used unasked.
  async offers() {
    const { offers } = await get('/settings').catch(() => ({ offers: [] }));
    this.offer.hidden = !offers.length;
    if (!offers.length) return;
    const use = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Set it up' });
    use.dataset.do = 'settings';
    this.offer.replaceChildren(`${offers[0].name} is running on this machine and could write the answers. `, use);
  }

  // What to ask next, once an answer stands.
  async after(conversation) {
    const turn = conversation.last;
    this.follow.hidden = true;
    if (!turn?.ended || turn.element.dataset.state !== 'answered' || !conversation.id) return;
    const path = `/conversations/${encodeURIComponent(conversation.id)}/turns/${encodeURIComponent(turn.id)}/follow`;
    const found = await get(path).catch(() => []);
    if (turn !== conversation.last || !found.length) return;
    this.follow.replaceChildren(...found.map(item));
    this.follow.hidden = false;
  }
}

function item(question) {
  const li = document.createElement('li');
  const ask = Object.assign(document.createElement('button'), { type: 'button', textContent: question, dir: 'auto' });
  ask.dataset.do = 'example';
  li.append(ask);
  return li;
}
