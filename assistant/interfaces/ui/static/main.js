// Starts the page and connects its parts.
import { Articles } from './articles.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { get, send } from './http.js';
import { keys } from './keys.js';
import { Panel } from './panel.js';
import { Rail } from './rail.js';
import { Settings } from './settings.js';
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
    this.articles = new Articles(root, {
      opened: (id) => this.panel.article(id),
      scoped: (documents) => (this.composer.setScope(documents), this.composer.focus()),
      changed: () => this.about(),
      told: (text, undo) => this.tell(text, undo),
    });
    this.settings = new Settings(root, {
      saved: () => (this.about(), this.tell('Saved.')),
      trouble: (text) => this.tell(text),
    });
    keys(root, this);
    root.addEventListener('click', (event) => this.click(event));
    root.querySelector('#why-wrong form').addEventListener('submit', () => this.sayWhy());
    addEventListener('popstate', () => this.follow());
    this.remembered();
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
    this.offer();
  }

  // A model server that already listens here is offered, never used unasked.
  async offer() {
    const { offers } = await get('/settings').catch(() => ({ offers: [] }));
    const place = this.root.querySelector('.offer');
    place.hidden = !offers.length;
    if (!offers.length) return;
    const use = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Set it up' });
    use.dataset.do = 'settings';
    place.replaceChildren(`${offers[0].name} is running on this machine and could write the answers. `, use);
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
    this.followUps();
  }

  click(event) {
    if (!event.target.closest('[data-do=export]')) this.closeMenus();
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
      down: () => this.askWhy(turn, control),
      unscope: () => this.composer.setScope([]),
      theme: () => this.theme(),
      export: () => this.exports(control),
      articles: () => this.articles.open(),
      settings: () => this.settings.open(),
      shortcuts: () => this.root.querySelector('#shortcuts').showModal(),
      'close-dialog': () => control.closest('dialog').close(),
      update: () => this.articles.update(),
      scope: () => this.articles.scope(),
      test: () => this.settings.test(),
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

  // A thumb down asks why; the reason and the note become an evaluation case.
  askWhy(turn, control) {
    const dialog = this.root.querySelector('#why-wrong');
    dialog.querySelector('form').reset();
    this.judged = { turn, control };
    dialog.showModal();
  }

  sayWhy() {
    const form = this.root.querySelector('#why-wrong form');
    const note = form.querySelector('textarea').value.trim();
    const reason = new FormData(form).get('reason');
    this.judge(this.judged.turn, this.judged.control, false, note ? `${reason}: ${note}` : reason);
  }

  async judge(turn, control, helpful, reason = '') {
    try {
      await send('POST', '/feedback', { conversation: this.conversation.id, turn: turn.id, helpful, reason });
    } catch (error) {
      this.tell(error.message);
      return;
    }
    for (const other of control.parentElement.querySelectorAll('[aria-pressed]')) other.setAttribute('aria-pressed', 'false');
    control.setAttribute('aria-pressed', 'true');
    this.tell('Thank you. It is kept.');
  }

  exports(control) {
    const menu = control.parentElement.querySelector('.menu');
    const links = Object.entries({ md: 'Markdown', html: 'Web page', json: 'JSON' }).map(([kind, name]) =>
      Object.assign(document.createElement('a'), {
        href: `/page/conversations/${encodeURIComponent(this.conversation.id)}/export.${kind}`,
        download: '',
        textContent: name,
      }),
    );
    menu.replaceChildren(...links);
    menu.hidden = !menu.hidden;
    control.setAttribute('aria-expanded', String(!menu.hidden));
    if (!menu.hidden) links[0].focus();
  }

  closeMenus() {
    const menu = this.root.querySelector('.export .menu');
    if (menu.hidden) return false;
    menu.hidden = true;
    menu.previousElementSibling.setAttribute('aria-expanded', 'false');
    menu.previousElementSibling.focus();
    return true;
  }

  // What to ask next, once an answer stands.
  async followUps() {
    const list = this.root.querySelector('.follow');
    const turn = this.conversation.last;
    list.hidden = true;
    if (!turn?.ended || turn.element.dataset.state !== 'answered' || !this.conversation.id) return;
    const found = await get(`/conversations/${encodeURIComponent(this.conversation.id)}/turns/${encodeURIComponent(turn.id)}/follow`).catch(() => []);
    if (turn !== this.conversation.last || !found.length) return;
    list.replaceChildren(...found.map((question) => {
      const item = document.createElement('li');
      const ask = Object.assign(document.createElement('button'), { type: 'button', textContent: question });
      ask.dataset.do = 'example';
      item.append(ask);
      return item;
    }));
    list.hidden = false;
  }

  theme() {
    const dark = document.body.classList.toggle('dark');
    localStorage.setItem('assistant-theme', dark ? 'dark' : 'light');
  }

  remembered() {
    const chosen = localStorage.getItem('assistant-theme');
    if (chosen) document.body.classList.toggle('dark', chosen === 'dark');
  }

  async beat() {
    const there = await fetch('/page/alive').then((reply) => reply.ok, () => false);
    this.root.querySelector('.offline').hidden = there;
  }

  tell(text, undo) {
    const toast = this.root.querySelector('.toast');
    // An open dialog is above everything else on the page, so the message goes into it.
    (this.root.querySelector('dialog[open]') ?? this.root).append(toast);
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
