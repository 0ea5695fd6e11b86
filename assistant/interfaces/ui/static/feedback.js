// What is thought of an answer. A thumb down asks why; the reason and the note become an evaluation case.
import { send } from './http.js';

export class Feedback {
  constructor(root, tell) {
    this.dialog = root.querySelector('#why-wrong');
    this.form = this.dialog.querySelector('form');
    this.tell = tell;
    this.form.addEventListener('submit', () => this.sayWhy());
  }

  askWhy(conversation, turn, control) {
    this.form.reset();
    this.judged = { conversation, turn, control };
    this.dialog.showModal();
  }

  sayWhy() {
    const note = this.form.querySelector('textarea').value.trim();
    const reason = new FormData(this.form).get('reason');
    const { conversation, turn, control } = this.judged;
    this.give(conversation, turn, control, { helpful: false, reason: note ? `${reason}: ${note}` : reason });
  }

  async give(conversation, turn, control, { helpful, reason = '' }) {
    try {
      await send('POST', '/feedback', { conversation, turn: turn.id, helpful, reason });
    } catch (error) {
      this.tell(error.message);
      return;
    }
    for (const other of control.parentElement.querySelectorAll('[aria-pressed]')) other.setAttribute('aria-pressed', 'false');
    control.setAttribute('aria-pressed', 'true');
    this.tell('Thank you. It is kept.');
  }
}
