// Looks up and changes things under /page. A failure is an Error whose message can be shown.
export async function get(path, parameters = []) {
  const query = new URLSearchParams(parameters).toString();
  return request('GET', query ? `${path}?${query}` : path);
}

export const send = (method, path, body) => request(method, path, body);

export const put = (path, file) => request('PUT', path, file, 'application/octet-stream');

async function request(method, path, body, kind = 'application/json') {
  const reply = await fetch(`/page${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': kind },
    body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
  });
  if (reply.status === 401) signIn();
  if (reply.status === 204) return null;
  const value = await reply.json().catch(() => ({}));
  if (reply.ok) return value;
  throw new Error(typeof value.detail === 'string' ? value.detail : `The assistant answered ${reply.status}`);
}

// The session is over; after signing in, the same conversation is open again.
function signIn() {
  location.assign(`/page/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}
