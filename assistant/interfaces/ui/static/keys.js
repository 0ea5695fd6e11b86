// Everything by keyboard. Single keys work outside text boxes only, and can be switched off.
const SHORTCUTS = [
  ['/', 'Go to the question box', 'question'],
  ['?', 'Show these shortcuts', 'help'],
  ['Enter', 'Send the question; Shift and Enter begin a new line'],
  ['Alt+N', 'New conversation', 'fresh'],
  ['Alt+.', 'Open the next citation', 'next'],
  ['Alt+,', 'Open the previous citation', 'previous'],
  ['Alt+P', 'Show or hide the passages', 'panel'],
  ['Alt+L', 'Show or hide the conversations', 'rail'],
  ['Alt+R', 'Ask the last question again', 'again'],
  ['Alt+A', 'Show the articles', 'articles'],
  ['Escape', 'Close what is open; stop the answer'],
];

export function keys(root, page) {
  const list = root.querySelector('#shortcuts dl');
  for (const [key, meaning] of SHORTCUTS) list.append(term('dt', key), term('dd', meaning));
  const single = root.querySelector('#single-keys');
  single.checked = localStorage.getItem('assistant-single-keys') !== 'off';
  single.addEventListener('change', () => localStorage.setItem('assistant-single-keys', single.checked ? 'on' : 'off'));
  document.addEventListener('keydown', (event) => {
    if (root.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') return void (escape(root, page) && event.preventDefault());
    const act = ACTS[named(event, single.checked)];
    if (!act) return;
    event.preventDefault();
    act(page, root);
  });
}

const ACTS = {
  question: (page) => page.composer.focus(),
  help: (page, root) => root.querySelector('#shortcuts').showModal(),
  fresh: (page) => page.fresh(),
  next: (page) => page.panel.step(1),
  previous: (page) => page.panel.step(-1),
  panel: (page) => page.panel.toggle(),
  rail: (page) => page.rail.toggle(),
  articles: (page) => page.articles.open(),
  again: (page) => page.conversation.last?.ended && page.conversation.again(page.conversation.last),
};

function named(event, single) {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  const key = event.altKey ? `Alt+${event.code.replace(/^Key/, '').replace('Period', '.').replace('Comma', ',')}` : event.key;
  if (!event.altKey && (typing || !single || event.ctrlKey || event.metaKey)) return undefined;
  return SHORTCUTS.find(([name, , act]) => act && name === key)?.[2];
}

function escape(root, page) {
  if (page.tip.shown) return page.tip.hide(), true;
  if (page.exports.close()) return true;
  if (page.conversation.running) return page.conversation.stop(), true;
  const narrow = innerWidth < 1180;
  if (page.panel.isOpen && narrow) return page.panel.toggle(false), true;
  if (root.classList.contains('with-rail') && narrow) return page.rail.toggle(false), true;
  return false;
}

function term(name, text) {
  const element = document.createElement(name);
  if (name === 'dt') element.append(Object.assign(document.createElement('kbd'), { textContent: text }));
  else element.textContent = text;
  return element;
}
