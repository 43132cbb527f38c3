// Calls of the REST interface.
import { askForToken, token } from './login.js';

/** What the controller says is wrong. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `the controller answered ${status}`);
    this.status = status;
    this.errors = body.errors ?? (body.field ? [{ field: body.field, detail: body.detail }] : []);
    this.known = body.known ?? [];
  }
}

/** The answer to a call, once there is one that is not about the token. Fails with a Problem. */
export async function request(path, options = {}) {
  for (;;) {
    const known = token();
    const headers = { Accept: 'application/json', ...options.headers };
    if (known) {
      headers.Authorization = `Bearer ${known}`;
    }
    const response = await fetch(path, { ...options, headers });
    if (response.status === 401) {
      if (token() === known) {
        await askForToken();
      }
      continue;
    }
    if (!response.ok) {
      throw new Problem(response.status, await response.json().catch(() => ({})));
    }
    return response;
  }
}

export async function get(path) {
  return (await request(path)).json();
}

export async function post(path, fields) {
  return (await request(path, { method: 'POST', body: new URLSearchParams(fields) })).json();
}

/** Starts a session with these fields, those without a value left out. The answer is its id. */
export async function start(fields) {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return (await post('/sessions', given)).session_id;
}

/** The fields that a session like this one is started with. */
export function settings(session) {
  const asked = session.plan?.request ?? {};
  return {
    direction: session.direction,
    bandwidth: session.bandwidth,
    duration: session.duration,
    interface: session.interface,
    environment: session.environment,
    protocol: session.protocol,
    datagram_size: session.datagram_size,
    tos: session.tos,
    streams: session.streams,
    omit: session.omit,
    label: session.label,
    max_burst: session.max_burst,
    pacing: session.pacing,
    local_port: asked.local_port,
    remote_port: asked.remote_port,
  };
}

/** Starts a session like an earlier one. The answer is its id. */
export async function repeat(id) {
  return start(settings(await get(`/sessions/${id}`)));
}

export async function stop(id) {
  await request(`/sessions/${id}`, { method: 'DELETE' });
}

export async function erase(id) {
  await request(`/sessions/${id}/record`, { method: 'DELETE' });
}
