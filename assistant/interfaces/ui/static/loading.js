// Shows how far the start is, and reloads once the real page is there.
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
  return setTimeout(look, 300);
}
look();
