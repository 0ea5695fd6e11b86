// Asks at /embed/ask and shows the pictures that come back. The markup is made and escaped by the server.
const key = new URLSearchParams(location.search).get('key');
const [turns, form, question, stop, said] = ['turns', 'ask', 'question', 'stop', 'said'].map((id) => document.getElementById(id));
const KEPT = 8;
let history = [];
let running = null;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (question.value.trim() && !running) ask(question.value.trim());
});
question.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
stop.addEventListener('click', () => running?.abort());

turns.addEventListener('click', (event) => {
  const cite = event.target.closest('.cite');
  const flag = event.target.closest('[data-tip]');
  const source = cite?.closest('article').querySelector(`.sources [data-passage="${Number(cite.dataset.passage)}"]`);
  source?.scrollIntoView({ block: 'nearest' });
  source?.focus();
  if (flag) explained(flag);
  if (event.target.closest('[data-do=retry]')) form.requestSubmit();
});

function explained(flag) {
  const shown = flag.nextElementSibling;
  if (shown?.matches('.reason')) return shown.remove();
  const reason = document.createElement('span');
  reason.className = 'reason';
  reason.textContent = flag.dataset.tip;
  flag.after(reason);
}

async function ask(text) {
  const turn = added(text);
  running = new AbortController();
  stop.hidden = false;
  question.value = '';
  try {
    const reply = await fetch('/embed/ask', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ question: text, history: history.slice(-KEPT), stream: true }),
      signal: running.signal,
    });
    if (!reply.ok) throw new Error((await reply.json()).error.message);
    let last = {};
    for await (const picture of pictures(reply.body)) show(turn, (last = picture));
    if (last.turn) history.push(last.turn);
    if (last.state === 'failed') question.value = text;
  } catch (error) {
    failed(turn, error.name === 'AbortError' ? 'Stopped.' : error.message);
    question.value = text;
  } finally {
    running = null;
    stop.hidden = true;
  }
}

function added(text) {
  const turn = document.createElement('article');
  turn.innerHTML = '<h2 dir="auto"></h2><div class="answer"></div><ol class="sources"></ol>';
  turn.querySelector('h2').textContent = text;
  turns.append(turn);
  turn.scrollIntoView({ block: 'end' });
  return turn;
}

function show(turn, picture) {
  if (picture.error) throw new Error(picture.error.message);
  turn.dataset.state = picture.state;
  turn.querySelector('.answer').innerHTML = picture.answer;
  turn.querySelector('.sources').innerHTML = picture.sources;
  if (said.textContent !== picture.said && picture.state !== 'writing') said.textContent = picture.said;
}

function failed(turn, why) {
  turn.dataset.state = 'failed';
  const p = document.createElement('p');
  p.className = 'note';
  p.textContent = said.textContent = why;
  turn.querySelector('.answer').append(p);
}

async function* pictures(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data) yield JSON.parse(data.slice(6));
    }
  }
}
