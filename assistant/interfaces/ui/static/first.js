// What the page shows while there is no article: ways to come by some.
import { send } from './http.js';
import { watchWork } from './work.js';

export class First {
  // `on` is told: filled()
  constructor(root, on) {
    this.section = root.querySelector('.begin');
    this.on = on;
    this.empty = false;
    this.busy = false;
  }

  // What the server says about the articles at work.
  know({ empty, manager, place, closed, may_move: mayMove, person }) {
    const filled = this.empty && !empty;
    this.empty = empty;
    this.part('.ways').hidden = this.part('.self').hidden = !manager || Boolean(closed);
    this.part('.samples').hidden = !manager || !mayMove || Boolean(person);
    this.part('.closed').hidden = manager && !closed;
    this.part('.closed').textContent = manager ? closed : 'Whoever looks after this assistant can add some.';
    this.part('code').textContent = place;
    if (filled) this.on.filled();
  }

  // For those who put files into the folder themselves.
  lookAgain() {
    return this.working(() => send('POST', '/update', {}));
  }

  samples() {
    return this.working(() => send('POST', '/opening', { samples: true }));
  }

  async working(start) {
    if (this.busy) return;
    this.busy = true;
    this.tell('Looking …');
    const now = await watchWork(start, ({ done, total }) => total && this.tell(`Reading ${Math.min(done + 1, total)} of ${total} …`)).catch((error) => ({ error: error.message }));
    this.busy = false;
    this.tell(now.error ? [now.error, now.hint].filter(Boolean).join('. ') : now.reopening ? 'Opening …' : '');
  }

  tell(text) {
    this.part('.step').textContent = text;
  }

  part(selector) {
    return this.section.querySelector(selector);
  }
}
