// The page of one session.
import { get, repeat, stop } from './api.js';
import { Stack } from './chart.js';
import { act, byId, el, say } from './dom.js';
import { saveAnswer, saveJson, savePicture } from './download.js';
import { askAndErase } from './erase.js';
import { follow } from './events.js';
import { ends, outages, percentiles, plan, planLine, resultLines, results, stateText, totals, warnings } from './facts.js';
import { hasEnded, mood, stateWord, utc } from './format.js';
import { legend, reading } from './legend.js';
import { showLogout } from './login.js';
import { Series } from './series.js';
import { strips } from './strips.js';

const id = location.pathname.split('/').at(-1);
let session;
let series;
let stack;
let x = [];
let painting = false;

function button(name, action) {
  byId(name).addEventListener('click', () => act(byId(name), action));
}

function listen() {
  button('stop', () => stop(id));
  button('repeat', async () => { location.href = `/show/${await repeat(id)}`; });
  button('erase', async () => {
    if (await askAndErase([id])) {
      location.href = '/';
    }
  });
  button('csv', () => saveAnswer(`session-${id}.csv`, `/sessions/${id}/data?format=csv`, 'text/csv'));
  button('json', async () => {
    const [details, data] = await Promise.all([get(`/sessions/${id}`), get(`/sessions/${id}/data?format=json`)]);
    saveJson(`session-${id}.json`, { session: details, rows: data });
  });
  button('png', () => savePicture(`session-${id}.png`, `Session ${id}${session.label ? ` ${session.label}` : ''}`,
    [`${planLine(session)}, ${utc(session.start_time)} UTC, ${stateWord(session.state)}`, ...resultLines(session)], stack));
  button('report', () => saveAnswer(`session-${id}.html`, `/sessions/${id}/report`, 'text/html'));
}

function show() {
  document.title = `Session ${id}${session.label ? ` ${session.label}` : ''}`;
  byId('label').textContent = session.label ?? '';
  byId('plan-line').textContent = `${planLine(session)}, ${utc(session.start_time)} UTC`;
  const ended = hasEnded(session.state);
  const state = byId('state');
  state.textContent = stateText(session);
  state.className = `badge ${mood(session.state)}`;
  byId('stop').hidden = ended;
  byId('erase').hidden = !ended;
  byId('plan').replaceChildren(plan(session));
  byId('ends').replaceChildren(ends(session));
  byId('totals').replaceChildren(totals(session));
  byId('percentiles').replaceChildren(session.summary && Object.keys(session.summary).length > 0 ? percentiles(session) : '');
  byId('more').replaceChildren(...[outages(session), warnings(session), results(session)].filter((part) => part !== null));
}

function makeCurves() {
  series = new Series(session);
  stack = new Stack(byId('curves'), strips(session, series.directions), {
    name: `Curves of session ${id}; arrow keys read them second by second`,
    height: 260,
    onCursor: (index) => { byId('reading').textContent = index === null ? '' : reading(series, x[index]); },
  });
  byId('legend').replaceChildren(legend(stack));
}

function paintSoon() {
  if (!painting) {
    painting = true;
    requestAnimationFrame(() => {
      painting = false;
      const columns = series.columns();
      x = columns.x;
      stack.show({ ...columns, outages: series.outages() });
    });
  }
}

async function refresh() {
  session = await get(`/sessions/${id}`);
  series.told(session);
  show();
  paintSoon();
}

function followSession() {
  const followed = follow(`/sessions/${id}/live`, {
    event: (name, data) => {
      if (name === 'row') {
        if (series.add(data)) {
          paintSoon();
        }
      } else if (name === 'state') {
        Object.assign(session, data);
        show();
        refresh().catch((error) => say(error.message, true));
        if (hasEnded(data.state)) {
          followed.stop();
        }
      }
    },
    failed: (error) => say(error.message, true),
  });
}

showLogout();
byId('id').textContent = id;
get(`/sessions/${id}`).then((details) => {
  session = details;
  byId('session').hidden = false;
  makeCurves();
  show();
  listen();
  followSession();
}).catch((error) => {
  say(el('span', {}, error.message), true);
});
