// Everything that comes from the controller is shown by textContent: a label is text, whatever it looks like.
const REFRESH_MS = 2000;
const byId = (id) => document.getElementById(id);

async function call(path, options = {}) {
  const token = sessionStorage.getItem('token');
  const headers = { Accept: 'application/json', ...options.headers };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const response = await fetch(path, { ...options, headers });
  byId('access').hidden = response.status !== 401;
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.detail);
  }
  return body;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function sessionRow(session) {
  const row = document.createElement('tr');
  const link = element('a', session.session_id);
  link.href = `/sessions/${session.session_id}`;
  const first = document.createElement('td');
  first.append(link);
  const state = session.cause ? `${session.state}: ${session.cause.message}` : session.state;
  const texts = [state, session.direction, session.bandwidth, session.duration, session.interface,
    session.environment, session.label ?? ''];
  const last = document.createElement('td');
  if (session.complete === 0) {
    const stop = element('button', 'Stop');
    stop.addEventListener('click', () => report(async () => {
      await call(`/sessions/${session.session_id}`, { method: 'DELETE' });
      await refresh();
      return `${session.session_id} stopped`;
    }));
    last.append(stop);
  } else {
    const rows = element('a', 'CSV');
    rows.href = `/sessions/${session.session_id}/data?format=csv`;
    last.append(rows);
  }
  row.append(first, ...texts.map((text) => element('td', text)), last);
  return row;
}

async function refresh() {
  const sessions = await call('/sessions?limit=50');
  byId('sessions').replaceChildren(...sessions.map(sessionRow));
}

async function choices() {
  const environments = await call('/environments');
  byId('environments').replaceChildren(...environments.map(
    (e) => element('li', e.hostname ? `${e.name}: ${e.hostname}` : e.name)));
  byId('start').elements.environment.replaceChildren(...environments.map((e) => element('option', e.name)));
  const nics = await call('/interfaces');
  byId('start').elements.interface.replaceChildren(...nics.filter((nic) => nic.up).map((nic) => {
    const option = element('option', `${nic.name} ${nic.addresses[0] ?? ''}`);
    option.value = nic.name;
    return option;
  }));
}

/** Runs an action and says how it went. */
async function report(action) {
  try {
    byId('answer').textContent = await action();
  } catch (error) {
    byId('answer').textContent = error.message;
  }
}

byId('start').addEventListener('submit', (event) => {
  event.preventDefault();
  report(async () => {
    const started = await call('/session/', { method: 'POST', body: new URLSearchParams(new FormData(event.target)) });
    await refresh();
    return `${started.session_id} started`;
  });
});

byId('access').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('token', event.target.elements.token.value);
  report(async () => {
    await choices();
    return '';
  });
});

async function keepFresh() {
  try {
    await refresh();
    byId('status').textContent = '';
  } catch (error) {
    byId('status').textContent = error.message;
  }
  setTimeout(keepFresh, REFRESH_MS);
}

report(async () => {
  await choices();
  return '';
});
keepFresh();
