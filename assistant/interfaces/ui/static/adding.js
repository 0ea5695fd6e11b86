// New articles: files and folders sent one by one, addresses fetched by the server, and how far it all is.
import { put, send } from './http.js';
import { watchWork } from './work.js';

export class Adding {
  // `on` is told: begun(), ended(state)
  constructor(root, on) {
    this.root = root;
    this.section = root.querySelector('#adding');
    this.toggleButton = root.querySelector('[data-do=add]');
    this.on = on;
    this.largest = Infinity;
    this.busy = false;
    for (const input of this.section.querySelectorAll('input[type=file]')) {
      input.addEventListener('change', () => (this.send([...input.files].map(named)), (input.value = '')));
    }
    this.section.querySelector('.fetch').addEventListener('submit', (event) => (event.preventDefault(), this.fetch()));
    this.section.querySelector('.open-folder').addEventListener('submit', (event) => (event.preventDefault(), this.openFolder()));
    this.dropping();
  }

  // What the list of articles says about adding.
  know({ closed, starts_anew: startsAnew, may_move: mayMove, largest, manager }, person) {
    this.closed = closed;
    this.largest = largest;
    this.toggleButton.hidden = !manager;
    const why = this.section.querySelector('.closed');
    why.hidden = !closed;
    why.textContent = closed;
    this.section.querySelector('.anew').hidden = !startsAnew;
    this.section.querySelector('.open-folder').hidden = !mayMove || Boolean(person);
    for (const part of this.section.querySelectorAll('.drop, .fetch')) part.hidden = Boolean(closed);
    this.section.querySelector('.limit').textContent = `Up to ${Math.floor(largest / 2 ** 20)} MB a file.`;
  }

  toggle(open = this.section.hidden) {
    this.section.hidden = !open;
    this.toggleButton.setAttribute('aria-expanded', String(open));
    if (open) this.section.querySelector('button, input:not([hidden])')?.focus();
  }

  // Opens the browser's own dialog for files or a folder, or goes to the box for addresses.
  choose(what) {
    if (what === 'urls') this.section.querySelector('#add-urls').focus();
    else this.section.querySelector(`#add-${what}`).click();
  }

  // `files` are pairs of a name, which may hold folders, and a File.
  async send(files) {
    const wanted = files.filter(([name]) => !name.split('/').some((part) => part.startsWith('.')));
    if (!wanted.length || this.busy) return;
    const [kept, problems] = [[], []];
    await this.working(async () => {
      for (const [number, [name, file]] of wanted.entries()) {
        this.tell({ stage: 'sending', done: number, total: wanted.length, location: name });
        if (file.size > this.largest) problems.push({ location: name, reason: `larger than ${Math.floor(this.largest / 2 ** 20)} MB` });
        else {
          await put(`/articles/files?name=${encodeURIComponent(name)}`, file).then(
            ({ location }) => kept.push(location),
            (error) => problems.push({ location: name, reason: error.message }),
          );
        }
      }
      if (!kept.length) return { report: { problems } };
      const state = await watchWork(() => send('POST', '/articles/add', { kept, urls: [] }), (now) => this.tell(now));
      state.report?.problems.unshift(...problems);
      return state;
    });
  }

  async fetch() {
    const box = this.section.querySelector('textarea');
    const urls = box.value.split(/\s+/).filter(Boolean).map((url) => (/^https?:\/\//.test(url) ? url : `https://${url}`));
    if (!urls.length || this.busy) return;
    await this.working(() => watchWork(() => send('POST', '/articles/add', { kept: [], urls }), (now) => this.tell(now)));
    box.value = '';
  }

  async openFolder() {
    const corpus = this.section.querySelector('#open-folder').value.trim();
    if (!corpus || this.busy) return;
    await this.working(() => watchWork(() => send('POST', '/opening', { corpus }), (now) => this.tell(now)));
  }

  // Does one thing at a time, and says at the end how it went.
  async working(work) {
    this.busy = true;
    this.section.setAttribute('aria-busy', 'true');
    this.on.begun();
    this.section.querySelector('.outcomes').replaceChildren();
    let state;
    try {
      state = await work();
    } catch (error) {
      state = { error: error.message, hint: '' };
    }
    this.busy = false;
    this.section.removeAttribute('aria-busy');
    this.section.querySelector('progress').hidden = true;
    this.ended(state);
    this.on.ended(state);
  }

  tell({ stage, done, total, chunks, location }) {
    const bar = this.section.querySelector('progress');
    bar.hidden = false;
    if (total) Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute('value');
    const words = { sending: 'Sending', fetching: 'Fetching', reading: 'Reading', embedding: 'Indexing', committing: 'Keeping' }[stage] ?? 'Working';
    this.line(`${words}${total ? ` ${Math.min(done + (stage === 'sending'), total)} of ${total}` : ''}${chunks ? `, ${chunks} chunks` : ''}. ${location ?? ''}`);
  }

  ended({ error, hint, report }) {
    if (error) return this.line([error, hint].filter(Boolean).join('. '));
    const [problems, warnings] = [report?.problems ?? [], report?.warnings ?? []];
    const added = (report?.added ?? 0) + (report?.changed ?? 0);
    const parts = [added && `${added} added`, report?.unchanged && `${report.unchanged} were there already`, problems.length && `${problems.length} left out`, warnings.length && `${warnings.length} with a warning`];
    this.line(`${parts.filter(Boolean).join(', ') || 'Nothing to do'}.`);
    this.section.querySelector('.outcomes').replaceChildren(...[...problems, ...warnings].map(({ location, reason }) =>
      Object.assign(document.createElement('li'), { textContent: `${location}: ${reason}` })));
    return undefined;
  }

  line(text) {
    this.section.querySelector('.step').textContent = text;
  }

  // Files may be dropped anywhere on the page.
  dropping() {
    const shade = this.root.querySelector('.dropping');
    const carriesFiles = (event) => !this.toggleButton.hidden && event.dataTransfer?.types.includes('Files');
    this.root.addEventListener('dragover', (event) => carriesFiles(event) && (event.preventDefault(), (shade.hidden = false)));
    this.root.addEventListener('dragleave', (event) => !event.relatedTarget && (shade.hidden = true));
    this.root.addEventListener('drop', async (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      shade.hidden = true;
      // Both are gone once this event is over.
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const files = [...event.dataTransfer.files].map(named);
      await this.on.begun();
      if (this.closed) return;
      await this.send(entries.length ? (await Promise.all(entries.map((entry) => inside(entry)))).flat() : files);
    });
  }
}

const named = (file) => [file.webkitRelativePath || file.name, file];

// The files of a dropped file or folder, with their paths.
async function inside(entry, path = '') {
  if (entry.isFile) return [[`${path}${entry.name}`, await new Promise((done, fail) => entry.file(done, fail))]];
  const reader = entry.createReader();
  const found = [];
  // A reader hands out a folder in pieces, the last one empty.
  for (let some; (some = await new Promise((done, fail) => reader.readEntries(done, fail))).length; ) found.push(...some);
  return (await Promise.all(found.map((child) => inside(child, `${path}${entry.name}/`)))).flat();
}
