// The question box: grows with its text, sends with Enter, keeps what is typed while an answer runs.
export class Composer {
  // `on` is told: sent(question, place) and refused(why)
  constructor(root, on) {
    this.form = root.querySelector('.composer');
    this.box = root.querySelector('#question');
    this.sendButton = root.querySelector('.send');
    this.stopButton = root.querySelector('.stop');
    this.scopeLine = root.querySelector('.scope');
    this.on = on;
    this.place = null;
    this.busy = false;
    this.documents = [];
    this.empty = false;
    this.form.addEventListener('submit', (event) => (event.preventDefault(), this.submit()));
    this.box.addEventListener('input', () => this.fit());
    this.box.addEventListener('keydown', (event) => this.key(event));
  }

  key(event) {
    // While an input method composes a word, Enter ends the word and not the question.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const question = this.box.value.trim();
    if (!question) return;
    if (this.empty) return this.on.refused('There are no articles to ask yet.');
    if (this.busy) return this.on.refused('Still answering. Stop it first, or wait.');
    const place = this.place;
    this.fill('', null);
    this.on.sent(question, place);
  }

  // Puts a question into the box; sent again, it replaces the one at `place`.
  fill(question, place) {
    this.box.value = question;
    this.place = place;
    this.fit();
  }

  focus() {
    this.box.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
  }

  fit() {
    this.box.style.height = 'auto';
    this.box.style.height = `${Math.min(this.box.scrollHeight, innerHeight * 0.35)}px`;
    this.sendButton.disabled = !this.box.value.trim();
  }

  setBusy(busy) {
    const hadFocus = [this.sendButton, this.stopButton].includes(document.activeElement);
    this.busy = busy;
    this.sendButton.hidden = busy;
    this.stopButton.hidden = !busy;
    if (hadFocus) this.box.focus();
    this.fit();
  }

  setEmpty(empty) {
    this.empty = empty;
    this.box.placeholder = empty ? 'Once there are articles, ask them here' : 'Ask these articles';
  }

  // Only these articles are asked; none means all.
  setScope(documents) {
    this.documents = documents.map((d) => d.id);
    this.scopeLine.hidden = documents.length === 0;
    if (!documents.length) return;
    const names = documents.length === 1 ? `“${documents[0].title}”` : `${documents.length} chosen articles`;
    const all = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Ask all' });
    all.dataset.do = 'unscope';
    this.scopeLine.replaceChildren(`Asking only ${names} `, all);
  }
}
