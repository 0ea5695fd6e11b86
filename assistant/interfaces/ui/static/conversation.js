// The conversation: turns as the server pictures them, and everything that can be done to a turn.
import { morph } from './morph.js';

const SKELETON = `
  <header data-part="question"></header>
  <div data-part="searched"></div>
  <div data-part="sources"></div>
  <div data-part="answer" class="answer"></div>
  <footer data-part="actions"></footer>`;
const NEAR_END = 120;
const SLOW = 12_000;
const UNTAKEN = 20_000;
const SILENT = 4_000;

export class Conversation {
  // `on` is told: changed(), selected(turn), said(text), began(conversation), failed(turn)
  constructor(root, trigger, on) {
    this.log = root.querySelector('.log');
    this.scroll = root.querySelector('.scroll');
    this.trigger = trigger;
    this.on = on;
    this.clear();
    this.log.addEventListener('focusin', (event) => this.select(this.turnOf(event.target)));
    this.log.addEventListener('click', (event) => this.select(this.turnOf(event.target)));
    Object.assign(this, { following: true, at: 0 });
    this.scroll.addEventListener('scroll', () => this.atEnd(), { passive: true });
  }

  clear() {
    this.id = null;
    this.turns = [];
    this.selected = null;
    this.log.replaceChildren();
  }

  get running() {
    return this.turns.find((turn) => !turn.ended) ?? null;
  }

  get last() {
    return this.turns.at(-1) ?? null;
  }

  open(conversation) {
    this.clear();
    this.id = conversation.id;
    for (const patch of conversation.turns) {
      this.apply(patch, { quiet: true });
      const thumb = { true: 'up', false: 'down' }[patch.helpful];
      if (thumb) this.last.element.querySelector(`[data-do=${thumb}]`)?.setAttribute('aria-pressed', 'true');
    }
    this.select(this.last);
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.on.changed();
  }

  // Asks at `place`: turns from there on go, for they followed from another question.
  ask(question, { place = this.turns.length, without = [], documents = [], excluded = [] } = {}) {
    for (const turn of this.turns.splice(place)) turn.element.remove();
    const turn = this.add(crypto.getRandomValues(new Uint32Array(4)).join('-'));
    Object.assign(turn, { question, place, without, documents, excluded, seen: Date.now() });
    // Gradio loads the page again where a question does not arrive; it is back in the box then.
    sessionStorage.setItem('assistant-first', JSON.stringify({ question, send: false, lost: true }));
    this.trigger('ask', { turn: turn.id, question, conversation: this.id, place, without, documents, excluded });
    this.pending(turn);
    this.following = true;
    setTimeout(() => this.slow(turn), SLOW);
    setTimeout(() => turn.parts.question || this.fail(turn, 'The assistant did not take the question', 'It is busy or being restarted; ask again'), UNTAKEN);
    this.select(turn);
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.on.changed();
  }

  stop() {
    if (this.running) this.trigger('stop', { turn: this.running.id });
  }

  again(turn, { without = turn.without, documents = turn.documents, excluded = turn.excluded } = {}) {
    if (this.running) return this.on.refused('Still answering. Stop it first, or wait.');
    return this.ask(turn.question, { place: this.turns.indexOf(turn), without, documents, excluded });
  }

  // The articles that an answer cites.
  cited(turn) {
    return [...turn.element.querySelectorAll('.answer .cite')].map((cite) => cite.dataset.document);
  }

  // Nothing written yet after a while: said, so that nobody thinks that the page is stuck.
  slow(turn) {
    const waiting = turn.element.querySelector('.waiting');
    if (turn.ended || !waiting) return;
    turn.element.classList.add('slow');
    this.on.said('This takes longer than usual.');
  }

  // The server does not answer. Where nothing comes of a turn either, it has ended here, whatever becomes of it there.
  lost() {
    const turn = this.running;
    if (!turn || Date.now() - turn.seen < SILENT) return;
    this.fail(turn, 'The connection to the assistant was lost', 'Ask again when it is back; what was written until then is kept there');
  }

  fail(turn, error, hint) {
    if (turn.ended || !this.turns.includes(turn)) return;
    const section = document.createElement('section');
    section.className = 'failure';
    section.setAttribute('role', 'alert');
    for (const [name, text] of [['verdict-title', 'No answer: something failed'], ['', error], ['hint', hint]]) {
      section.append(Object.assign(document.createElement('p'), { className: name, textContent: text }));
    }
    const again = Object.assign(document.createElement('button'), { type: 'button', className: 'primary', textContent: 'Try again' });
    again.dataset.do = 'retry';
    section.append(again);
    turn.ended = true;
    turn.element.dataset.state = 'failed';
    turn.element.querySelector('[data-part=answer]').append(section);
    this.on.failed(turn);
    this.on.changed();
  }

  add(id) {
    const element = document.createElement('article');
    element.className = 'turn';
    element.dataset.turn = id;
    element.innerHTML = SKELETON;
    this.log.append(element);
    const turn = { id, element, parts: {}, ended: false, without: [], documents: [], excluded: [], place: this.turns.length };
    this.turns.push(turn);
    return turn;
  }

  // Until the server's first picture: the question as text.
  pending(turn) {
    const asked = document.createElement('h2');
    asked.className = 'asked';
    asked.dir = 'auto';
    asked.textContent = turn.question;
    turn.element.querySelector('[data-part=question]').replaceChildren(asked);
    turn.element.dataset.state = 'searching';
  }

  apply(patch, { quiet = false } = {}) {
    if (!patch?.turn) return;
    const known = this.turns.find((turn) => turn.id === patch.turn);
    // A picture of a turn that was replaced or left behind is of no use any more.
    if (!known && !quiet) return;
    const turn = known ?? this.add(patch.turn);
    turn.question = patch.asked;
    turn.copy = patch.copy;
    turn.seen = Date.now();
    sessionStorage.removeItem('assistant-first');
    if (quiet) turn.documents = patch.documents;
    turn.element.classList.remove('slow');
    turn.element.dataset.state = patch.state;
    this.paint(turn, patch.parts);
    if (!quiet) this.toEnd();
    this.follow(turn, patch, quiet);
  }

  // Whether the end is in sight is known from the last scrolling: asking at each word would lay the page out each time.
  // Only scrolling up leaves it; an answer that grew below does not.
  atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.following = near || (this.following && scrollTop >= this.at);
    this.at = scrollTop;
  }

  // Once a picture is drawn, for someone who reads along.
  toEnd() {
    if (!this.following) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.following && (this.scroll.scrollTop = this.scroll.scrollHeight));
  }

  paint(turn, parts) {
    for (const [name, html] of Object.entries(parts)) {
      if (turn.parts[name] === html) continue;
      turn.parts[name] = html;
      const place = turn.element.querySelector(`[data-part=${name}]`);
      if (place) morph(place, html);
    }
  }

  follow(turn, patch, quiet) {
    const ended = !['searching', 'writing'].includes(patch.state);
    const news = ended && !turn.ended;
    turn.ended = ended;
    if (quiet) return;
    if (patch.conversation && this.id !== patch.conversation.id) {
      this.id = patch.conversation.id;
      this.on.began(patch.conversation);
    }
    if (turn.said !== patch.say) this.on.said((turn.said = patch.say));
    if (turn === this.selected) this.on.selected(turn);
    if (news && patch.state === 'failed') this.on.failed(turn);
    if (news) this.on.changed();
  }

  turnOf(node) {
    const element = node.closest?.('.turn');
    return this.turns.find((turn) => turn.element === element) ?? null;
  }

  select(turn) {
    if (!turn || turn === this.selected) return;
    this.selected?.element.classList.remove('selected');
    this.selected = turn;
    turn.element.classList.add('selected');
    this.on.selected(turn);
  }
}
