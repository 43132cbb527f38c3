// The first page: start, watch, find.
import { byId, say } from './dom.js';
import { follow } from './events.js';
import { listenToFilter, offerEnvironments } from './filter.js';
import { fillChoices, listenToForm } from './form.js';
import { showLogout } from './login.js';
import { agentChanged, refreshAgents, showEnvironments } from './places.js';
import { Running } from './running.js';
import { Table } from './table.js';
import { Total } from './total.js';

const running = new Running();
const table = new Table();
const total = new Total();

function online(is) {
  byId('link').textContent = is ? 'live' : 'connecting…';
  byId('link').className = is ? 'badge good' : 'badge fair';
}

function followAll() {
  follow('/live?last=300', {
    open: (response) => {
      online(true);
      total.clock(response);
      // What changed while there was no connection.
      running.refresh();
      table.refreshSoon();
    },
    event: (name, data) => {
      if (name === 'row') {
        running.row(data);
        total.row(data);
      } else if (name === 'state') {
        running.state(data);
        table.refreshSoon();
      } else if (name === 'agent') {
        agentChanged(data);
      }
    },
    lost: () => online(false),
    failed: (error) => say(error.message, true),
  });
}

showLogout();
listenToForm();
listenToFilter(() => table.refresh());
online(false);
followAll();
fillChoices().then((environments) => {
  offerEnvironments(environments);
  showEnvironments(environments);
  table.refresh();
  return refreshAgents();
}).catch((error) => say(error.message, true));
