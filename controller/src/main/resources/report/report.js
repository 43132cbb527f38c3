// The report of one session, from the figures that its own file holds.
import { Stack } from './chart.js';
import { byId } from './dom.js';
import { ends, outages, percentiles, plan, planLine, results, stateText, totals, warnings } from './facts.js';
import { mood, utc } from './format.js';
import { legend, reading } from './legend.js';
import { Series } from './series.js';
import { strips } from './strips.js';

const session = JSON.parse(byId('session-data').textContent);
const data = JSON.parse(byId('row-data').textContent);
const series = new Series(session);
for (const values of data.rows) {
  series.add(Object.fromEntries(data.fields.map((field, index) => [field, values[index]])));
}

document.title = `Session ${session.session_id}${session.label ? ` ${session.label}` : ''}`;
byId('title').textContent = document.title;
byId('state').textContent = stateText(session);
byId('state').className = `badge ${mood(session.state)}`;
byId('plan-line').textContent = `${planLine(session)}, ${utc(session.start_time)} UTC`;
byId('plan').append(plan(session));
byId('ends').append(ends(session));
byId('totals').append(totals(session));
byId('percentiles').append(percentiles(session));
byId('more').append(...[outages(session), warnings(session), results(session)].filter((part) => part !== null));

const columns = series.columns();
const stack = new Stack(byId('curves'), strips(session, series.directions), {
  name: 'Curves of the session; arrow keys read them second by second',
  height: 260,
  onCursor: (index) => { byId('reading').textContent = index === null ? '' : reading(series, columns.x[index]); },
});
byId('legend').append(legend(stack));
stack.show({ ...columns, outages: series.outages() });
