// Starts the page and connects its parts.
import { Articles } from './articles.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { Exports } from './exports.js';
import { Feedback } from './feedback.js';
import { First } from './first.js';
import { get } from './http.js';
import { keys } from './keys.js';
import { Panel } from './panel.js';
import { shownPerson, signOut } from './person.js';
import { Rail } from './rail.js';
import { Settings } from './settings.js';
import { Suggestions } from './suggestions.js';
import { tips } from './tip.js';
import { toasts } from './toast.js';

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
    this.tell = toasts(root);
    this.feedback = new Feedback(root, this.tell);
    this.exports = new Exports(root, this.tell);
    this.suggestions = new Suggestions(root);
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
      selected: (turn) => this.panel.show(turn, this.conversation.id),
      said: (text) => (root.querySelector('.say').textContent = text),
      began: (conversation) => this.began(conversation),
      failed: (turn) => this.offerAgain(turn),
      refused: (why) => this.tell(why),
    });
    this.articles = new Articles(root, {
      opened: (id) => this.panel.article(id),
      scoped: (documents) => (this.composer.setScope(documents), this.composer.focus()),
      changed: () => this.about(),
      filled: () => this.filled(),
      told: (text, undo) => this.tell(text, undo),
    });
    this.first = new First(root, { filled: () => this.filled() });
    this.settings = new Settings(root, {
      saved: () => (this.about(), this.suggestions.offers(), this.tell('Saved.')),
      trouble: (text) => this.tell(text),
    });
    keys(root, this);
    root.addEventListener('click', (event) => this.click(event));
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
    keepParts();
    this.askFirst();
    this.suggestions.begin();
    this.suggestions.offers();
  }

  // What was typed while the articles were being read.
  askFirst() {
    const first = JSON.parse(sessionStorage.getItem('assistant-first') ?? 'null');
    sessionStorage.removeItem('assistant-first');
    if (!first?.question.trim()) return;
    if (first.send) this.ask(first.question.trim());
    else this.composer.fill(first.question, null);
    if (first.lost) this.tell('The question did not reach the assistant. It is back in the box.');
  }

  async about() {
    const about = await get('/about');
    this.root.querySelector('.at-work h1').textContent = about.corpus;
    this.root.querySelector('.at-work p').textContent = `Answers: ${about.answerer} · Search: ${about.embedder}`;
    this.root.querySelector('.lead').textContent = about.lead;
    this.root.querySelector('.first').hidden = !about.sample;
    this.composer.setEmpty(about.empty);
    this.first.know(about);
    this.refresh();
    this.articles.person = about.person;
    shownPerson(this.root, about);
    document.title = `${about.corpus} · Assistant`;
  }

  // The first articles are there.
  filled() {
    this.articles.ready();
    this.suggestions.begin();
    this.tell('The articles are in. Ask away.');
    this.composer.focus();
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
    if (!this.composer.box.value && turn.question) this.composer.fill(turn.question, this.conversation.turns.indexOf(turn));
  }

  refresh() {
    const empty = this.conversation.turns.length === 0;
    this.root.querySelector('.welcome').hidden = !empty || this.first.empty;
    this.root.querySelector('.begin').hidden = !empty || !this.first.empty;
    this.root.querySelector('.export').hidden = empty;
    this.root.classList.toggle('empty', empty);
    this.composer.setBusy(this.conversation.running !== null);
    this.suggestions.after(this.conversation);
  }

  click(event) {
    if (!event.target.closest('.export')) this.exports.close();
    const citation = event.target.closest('.cite');
    if (citation) {
      this.tip.hide();
      this.panel.show(this.conversation.turnOf(citation) ?? this.panel.turn, this.conversation.id);
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
      'edit-search': () => (this.composer.fill(control.dataset.text, this.conversation.turns.indexOf(turn)), this.composer.focus()),
      unconstrain: () => this.conversation.again(turn, { without: [...turn.without, { kind: control.dataset.kind, label: control.dataset.label }] }),
      'unscope-turn': () => this.conversation.again(turn, { documents: [], excluded: [] }),
      others: () => this.conversation.again(turn, { excluded: [...new Set([...turn.excluded, ...this.conversation.cited(turn)])] }),
      copy: () => this.copy(turn),
      up: () => this.feedback.give(this.conversation.id, turn, control, { helpful: true }),
      down: () => this.feedback.askWhy(this.conversation.id, turn, control),
      unscope: () => this.composer.setScope([]),
      theme: () => this.theme(),
      export: () => this.exports.toggle(this.conversation.id),
      articles: () => this.articles.open(),
      'add-first': () => this.articles.open({ adding: true }),
      'add-files': () => this.articles.adding.choose('files'),
      'add-folder': () => this.articles.adding.choose('folder'),
      'add-urls': () => this.articles.open({ adding: true }).then(() => this.articles.adding.choose('urls')),
      'look-again': () => this.first.lookAgain().then(() => this.about()),
      samples: () => this.first.samples(),
      add: () => this.articles.adding.toggle(),
      settings: () => this.settings.open(),
      shortcuts: () => this.root.querySelector('#shortcuts').showModal(),
      'close-dialog': () => control.closest('dialog').close(),
      update: () => this.articles.update(),
      'try-failed': () => this.articles.update({ retry_failed: true }),
      scope: () => this.articles.scope(),
      test: () => this.settings.test(),
      'sign-out': () => signOut(),
    };
    acts[what]?.();
  }

  async copy(turn) {
    try {
      await navigator.clipboard.writeText(turn.copy);
      this.tell('Copied, with its sources.');
    } catch {
      this.tell('This browser does not let the page copy.');
    }
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
    const reply = await fetch('/page/alive').catch(() => null);
    const there = Boolean(reply?.ok);
    if (reply?.status === 401) get('/alive').catch(() => null);
    this.root.querySelector('.offline').hidden = there;
    if (!there) this.conversation.lost();
  }
}

// Which of Gradio's files this page is made of; the waiting page of the next start loads them ahead. Their names change with their content.
function keepParts() {
  const paths = performance.getEntriesByType('resource').map((entry) => new URL(entry.name)).filter((url) => url.origin === location.origin).map((url) => url.pathname);
  localStorage.setItem('assistant-parts', JSON.stringify(paths.filter((path) => path.startsWith('/assets/'))));
}
