// Who is signed in, where people sign in.
import { send } from './http.js';

export function shownPerson(root, { person, manager }) {
  const place = root.querySelector('.person');
  place.hidden = !person;
  place.querySelector('span').textContent = manager ? `${person} · manager` : person;
}

export async function signOut() {
  await send('POST', '/logout').catch(() => null);
  location.assign('/page/login');
}
