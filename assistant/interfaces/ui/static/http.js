// Looks up and changes things under /page. A failure is an Error whose message can be shown.
export async function get(path, parameters = []) {
  const query = new URLSearchParams(parameters).toString();
  return request('GET', query ? `${path}?${query}` : path);
}

export const send = (method, path, body) => request(method, path, body);

async function request(method, path, body) {
  const reply = await fetch(`/page${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (reply.status === 204) return null;
  const value = await reply.json().catch(() => ({}));
  if (reply.ok) return value;
  throw new Error(typeof value.detail === 'string' ? value.detail : `The assistant answered ${reply.status}`);
}
