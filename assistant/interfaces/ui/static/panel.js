// The evidence beside the conversation: the passages of the selected turn, or one article open at a quote.
import { get } from './http.js';
import { WhyNot } from './whynot.js';

export class Panel {
  constructor(root, on) {
    this.app = root;
    this.panel = root.querySelector('.panel');
    this.evidence = root.querySelector('.evidence');
    this.cards = root.querySelector('.cards');
    this.reader = root.querySelector('.reader');
    this.page = root.querySelector('.page');
    this.whyNot = new WhyNot(root);
    this.on = on;
    this.turn = null;
    this.current = null;
  }

  get isOpen() {
    return this.app.classList.contains('with-panel');
  }

  toggle(open = !this.isOpen) {
    this.app.classList.toggle('with-panel', open);
    this.panel.inert = !open;
    this.app.querySelector('[data-do=panel]').setAttribute('aria-expanded', String(open));
    if (!open && this.current?.isConnected && this.panel.contains(document.activeElement)) this.current.focus();
  }

  show(turn, conversation = null) {
    this.whyNot.show(conversation, turn);
    const html = turn?.parts.passages ?? '';
    if (turn !== this.turn) this.back();
    this.turn = turn;
    if (this.shown === html) return;
    this.shown = html;
    this.cards.innerHTML = html || '<p class="empty">The passages an answer rests on appear here.</p>';
    this.showQuotes();
  }

  // A card is a small window on its passage: where the quote lies outside of it, it opens at the paragraph of the quote.
  showQuotes() {
    for (const passage of this.cards.querySelectorAll('blockquote')) {
      const mark = passage.querySelector('mark');
      if (!mark) continue;
      const [above, below] = [mark.offsetTop - passage.offsetTop, mark.offsetTop + mark.offsetHeight - passage.offsetTop];
      const start = mark.closest('p, tr').offsetTop - passage.offsetTop;
      if (below > passage.clientHeight) passage.scrollTop = below - start > passage.clientHeight ? above : start;
    }
  }

  back() {
    this.wanted = null;
    this.evidence.hidden = false;
    this.reader.hidden = true;
    this.page.querySelector('.text').replaceChildren();
    this.showQuotes();
  }

  passage(number) {
    this.toggle(true);
    this.back();
    const card = this.cards.querySelector(`[data-passage="${Number(number)}"]`);
    card?.scrollIntoView({ block: 'start', behavior: motion() });
    card?.focus({ preventScroll: true });
  }

  // Opens the article of a citation (a marker, or a card's button) at its quote. Only quotes are marked; of a passage
  // that holds none, the passage itself.
  async open(citation) {
    const { document: id } = citation.dataset;
    this.current = citation;
    const quotes = this.citations().filter((c) => c.dataset.document === id && c.dataset.exact === 'yes');
    const within = quotes.filter((quote) => overlap(quote, citation));
    const [start, end] = ends((within.includes(citation) ? null : within[0]) ?? citation);
    const spans = [...quotes.map(span), ...(within.length ? [] : [span(citation)])];
    if (!(await this.load(id, spans.map((s) => ['span', s])))) return;
    this.page.querySelector('.stale').hidden = this.revision === Number(citation.dataset.revision);
    this.steps();
    this.goTo(start, end);
  }

  // Opens an article from its beginning, without a citation.
  async article(id) {
    this.current = null;
    if (!(await this.load(id))) return;
    this.reader.querySelector('.steps').hidden = true;
    this.page.scrollTop = 0;
    this.page.focus({ preventScroll: true });
  }

  // Whether the article is shown: not where it cannot be, nor where another was asked for meanwhile.
  async load(id, parameters = []) {
    const wanted = (this.wanted = {});
    this.toggle(true);
    try {
      const article = await get(`/articles/${encodeURIComponent(id)}`, parameters);
      if (wanted === this.wanted) this.read(article);
    } catch (error) {
      if (wanted === this.wanted) this.on.trouble(error.message);
      return false;
    }
    return wanted === this.wanted;
  }

  read(article) {
    this.revision = article.revision;
    this.page.querySelector('.stale').hidden = true;
    this.evidence.hidden = true;
    this.reader.hidden = false;
    const title = this.page.querySelector('h2');
    title.textContent = article.title;
    const byline = this.page.querySelector('.byline');
    byline.textContent = [article.byline, article.location].filter(Boolean).join(' · ');
    byline.dir = getComputedStyle(title).direction;
    if (article.link) byline.append(' · ', link(article.link, 'Original page'));
    this.page.querySelector('.text').innerHTML = article.html;
  }

  goTo(start, end) {
    const marks = [...this.page.querySelectorAll('mark')];
    const now = marks.filter((m) => Number(m.dataset.start) < end && Number(m.dataset.end) > start);
    for (const mark of marks) mark.classList.toggle('now', now.includes(mark));
    this.page.focus({ preventScroll: true });
    now[0]?.scrollIntoView({ block: 'center', behavior: 'instant' });
  }

  citations() {
    return this.turn ? [...this.turn.element.querySelectorAll('.answer .cite')] : [];
  }

  steps() {
    const all = this.citations();
    const at = this.position(all);
    this.reader.querySelector('.steps').hidden = all.length === 0;
    this.reader.querySelector('output').textContent = at < 0 ? '' : `Citation ${at + 1} of ${all.length}`;
  }

  step(by) {
    const all = this.citations();
    if (!all.length) return;
    const next = all[(this.position(all) + by + all.length) % all.length];
    this.open(next);
  }

  position(all) {
    const exact = all.indexOf(this.current);
    return exact >= 0 ? exact : all.findIndex((c) => this.current && same(c, this.current));
  }
}

const ends = ({ dataset }) => [Number(dataset.start), Number(dataset.end)];
const overlap = (a, b) => a.dataset.document === b.dataset.document && ends(a)[0] < ends(b)[1] && ends(a)[1] > ends(b)[0];
const span = (citation) => `${citation.dataset.start}-${citation.dataset.end}`;
const same = (a, b) => a.dataset.document === b.dataset.document && span(a) === span(b);
const motion = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth');

function link(href, text) {
  const a = document.createElement('a');
  Object.assign(a, { href, target: '_blank', rel: 'noopener noreferrer', textContent: text });
  return a;
}
