// Work on the index: started, watched until it ends, and followed where the page is opened anew by it.
import { get } from './http.js';

const PAUSE = 250;

// `start` begins it and returns its first state; `told` gets every state on the way. The last state, with `error` or `report`.
export async function watchWork(start, told) {
  const before = await get('/alive');
  let now = await start();
  while (now.running) {
    told(now);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    now = await get('/update');
  }
  if (now.reopening) reload(before.opening);
  return now;
}

// The page of other articles or of another search is another page.
async function reload(opening) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const now = await get('/alive').catch(() => null);
    if (now?.opening && now.opening !== opening) break;
  }
  location.assign('/');
}
