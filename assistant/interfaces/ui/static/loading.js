// Shows how far the start is, and reloads once the real page is there.
const AGAIN = 100;
const STAGES = { starting: 'Starting', reading: 'Reading articles', embedding: 'Reading articles', committing: 'Keeping what was read', done: 'Opening the page', opening: 'Opening the page' };
async function look() {
  try {
    const now = await (await fetch('/readyz')).json();
    // Once the page is there, others answer here, and they name no stage.
    if (now.ready || !('stage' in now)) return location.reload();
    const bar = document.getElementById('bar');
    document.getElementById('stage').textContent = (STAGES[now.stage] ?? 'Starting') + (now.total ? `: ${now.done} of ${now.total}` : ' …');
    if (now.total) { bar.max = now.total; bar.value = now.done; } else bar.removeAttribute('value');
  } catch { document.getElementById('stage').textContent = 'The assistant has stopped.'; }
  return setTimeout(look, AGAIN);
}
look();

// What is typed is carried over to the real page; with Enter it is asked there, else it is in its box.
const box = document.getElementById('ask');
const keep = (send) => sessionStorage.setItem('assistant-first', JSON.stringify({ question: box.value, send }));
box.addEventListener('input', () => keep(false));
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !box.value.trim()) return;
  event.preventDefault();
  keep(true);
  document.getElementById('kept').textContent = 'It is asked as soon as the articles are read.';
});
try { box.value = JSON.parse(sessionStorage.getItem('assistant-first'))?.question ?? ''; } catch { sessionStorage.removeItem('assistant-first'); }

// What the real page loaded last time is read and compiled ahead, out of the browser's cache.
for (const path of JSON.parse(localStorage.getItem('assistant-parts') ?? '[]')) {
  if (path.endsWith('.js')) document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: path }));
  else fetch(path, { cache: 'force-cache' }).catch(() => null);
}
