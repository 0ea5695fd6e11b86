// Starts the page and connects its parts.
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { get, send } from './http.js';
import { Panel } from './panel.js';
import { Rail } from './rail.js';
import { tips } from './tip.js';

const WIDE = matchMedia('(min-width: 1180px)');
const BEAT = 5000;

export function start({ element, trigger, watch, props }) {
  const page = new Page(element.querySelector('.app'), trigger);
  watch('value', () => page.conversation.apply(props.value));
  // A value that came before the watch gives no call of its own.
  page.conversation.apply(props.value);
  return page.open();
}

class Page {
  constructor(root, trigger) {
    this.root = root;
    this.tip = tips(root);
    this.panel = new Panel(root, { trouble: (text) => this.tell(text) });
    this.composer = new Composer(root, {
      sent: (question, place) => this.ask(question, place),
      refused: (why) => this.tell(why),
    });
    this.rail = new Rail(root, {
      opened: (id) => this.openConversation(id),
      gone: (id) => id === this.conversation.id && this.fresh(),
      trouble: (text) => this.tell(text),
      told: (text, undo) => this.tell(text, undo),
    });
    this.conversation = new Conversation(root, trigger, {
      changed: () => this.refresh(),
      selected: (turn) => this.panel.show(turn),
      said: (text) => (root.querySelector('.say').textContent = text),
      began: (conversation) => this.began(conversation),
      failed: (turn) => this.offerAgain(turn),
    });
    root.addEventListener('click', (event) => this.click(event));
    addEventListener('popstate', () => this.follow());
    this.rail.toggle(WIDE.matches);
    this.panel.toggle(WIDE.matches);
    setInterval(() => this.beat(), BEAT);
  }

  async open() {
    this.panel.show(null);
    this.composer.fit();
    await Promise.all([this.about(), this.rail.load(), this.follow()]);
    document.documentElement.dataset.ready = 'yes';
    if (WIDE.matches) this.composer.focus();
    this.examples();
  }

  async about() {
    const about = await get('/about');
    this.root.querySelector('.at-work h1').textContent = about.corpus;
    this.root.querySelector('.at-work p').textContent = `Answers: ${about.answerer} · Search: ${about.embedder}`;
    this.root.querySelector('.lead').textContent = about.lead;
    document.title = `${about.corpus} · Assistant`;
  }

  async examples() {
    const list = this.root.querySelector('.examples');
    for (const question of await get('/examples').catch(() => [])) {
      const item = document.createElement('li');
      const ask = Object.assign(document.createElement('button'), { type: 'button', textContent: question });
      ask.dataset.do = 'example';
      item.append(ask);
      list.append(item);
    }
  }

  // The address bar says which conversation is open.
  async follow() {
    const id = new URLSearchParams(location.search).get('c');
    if (id) await this.openConversation(id, { push: false });
    else this.fresh({ push: false });
  }

  async openConversation(id, { push = true } = {}) {
    try {
      this.conversation.open(await get(`/conversations/${encodeURIComponent(id)}`));
    } catch (error) {
      this.tell(error.message);
      this.fresh();
      return;
    }
    if (push) history.pushState(null, '', `/?c=${encodeURIComponent(id)}`);
    if (!WIDE.matches) this.rail.toggle(false);
    this.rail.select(id);
  }

  fresh({ push = true } = {}) {
    this.conversation.stop();
    this.conversation.clear();
    this.panel.show(null);
    this.composer.fill('', null);
    if (push) history.pushState(null, '', '/');
    if (!WIDE.matches) this.rail.toggle(false);
    this.rail.select(null);
    this.refresh();
    this.composer.focus();
  }

  began(conversation) {
    history.replaceState(null, '', `/?c=${encodeURIComponent(conversation.id)}`);
    this.rail.select(conversation.id);
    this.rail.load();
  }

  ask(question, place = null) {
    const options = { documents: this.composer.documents };
    if (place !== null) options.place = place;
    this.conversation.ask(question, options);
  }

  offerAgain(turn) {
    if (!this.composer.box.value) this.composer.fill(turn.question, this.conversation.turns.indexOf(turn));
  }

  refresh() {
    const empty = this.conversation.turns.length === 0;
    this.root.querySelector('.welcome').hidden = !empty;
    this.root.querySelector('.export').hidden = empty;
    this.root.classList.toggle('empty', empty);
    this.composer.setBusy(this.conversation.running !== null);
  }

  click(event) {
    const citation = event.target.closest('.cite');
    if (citation) {
      this.tip.hide();
      this.panel.show(this.conversation.turnOf(citation) ?? this.panel.turn);
      this.panel.open(citation);
      return;
    }
    const control = event.target.closest('[data-do]');
    if (control) this.act(control.dataset.do, control);
  }

  act(what, control) {
    const turn = this.conversation.turnOf(control);
    const acts = {
      new: () => this.fresh(),
      rail: () => this.rail.toggle(),
      'close-rail': () => this.rail.toggle(false),
      panel: () => this.panel.toggle(),
      'close-panel': () => this.panel.toggle(false),
      passage: () => this.panel.passage(control.dataset.passage),
      open: () => this.panel.open(control),
      back: () => this.panel.back(),
      previous: () => this.panel.step(-1),
      next: () => this.panel.step(1),
      stop: () => this.conversation.stop(),
      example: () => this.ask(control.textContent),
      retry: () => (this.composer.fill('', null), this.conversation.again(turn)),
      edit: () => (this.composer.fill(turn.question, this.conversation.turns.indexOf(turn)), this.composer.focus()),
      unconstrain: () => this.unconstrain(turn, control),
      copy: () => this.copy(turn),
      up: () => this.judge(turn, control, true),
      down: () => this.judge(turn, control, false),
      unscope: () => this.composer.setScope([]),
      theme: () => this.theme(),
    };
    acts[what]?.();
  }

  unconstrain(turn, { dataset }) {
    this.conversation.again(turn, [...turn.without, { kind: dataset.kind, label: dataset.label }]);
  }

  async copy(turn) {
    try {
      await navigator.clipboard.writeText(turn.copy);
      this.tell('Copied, with its sources.');
    } catch {
      this.tell('This browser does not let the page copy.');
    }
  }

  async judge(turn, control, helpful) {
    const say = (reason) =>
      send('POST', '/feedback', { conversation: this.conversation.id, turn: turn.id, helpful, reason })
        .then(() => this.tell('Thank you. It is kept.'))
        .catch((error) => this.tell(error.message));
    for (const other of control.parentElement.querySelectorAll('[aria-pressed]')) other.setAttribute('aria-pressed', 'false');
    control.setAttribute('aria-pressed', 'true');
    await say('');
  }

  theme() {
    const dark = document.body.classList.toggle('dark');
    try {
      localStorage.setItem('assistant-theme', dark ? 'dark' : 'light');
    } catch { /* a private window keeps nothing, and needs nothing */ }
  }

  async beat() {
    const there = await fetch('/healthz').then((reply) => reply.ok, () => false);
    this.root.querySelector('.offline').hidden = there;
  }

  tell(text, undo) {
    const toast = this.root.querySelector('.toast');
    toast.replaceChildren(text);
    if (undo) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Undo' });
      button.addEventListener('click', () => (undo(), (toast.hidden = true)));
      toast.append(button);
    }
    toast.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (toast.hidden = true), undo ? 8000 : 4000);
  }
}
