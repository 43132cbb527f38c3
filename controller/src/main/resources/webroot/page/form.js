// The form that starts a session.
import { get, Problem, start } from './api.js';
import { act, byId, el, say } from './dom.js';
import { TOS } from './format.js';

const form = byId('start');

/** Fills the lists with what there is to choose. */
export async function fillChoices() {
  const environments = await get('/environments');
  choose('environment', environments.map((environment) => ({ value: environment.name, text: environment.name })));
  // The agent that knows the interfaces may still be starting, or not start at all.
  get('/interfaces').then((nics) => {
    choose('interface', nics.map((nic) => ({
      value: nic.name,
      text: `${nic.name} ${nic.addresses[0] ?? '(no address)'}${nic.up ? '' : ', down'}`,
    })), nics.find((nic) => nic.up && !nic.loopback)?.name);
    fitInterface(nics);
    form.elements.environment.addEventListener('change', () => fitInterface(nics));
  }).catch((error) => mark(form.elements.interface, error.message));
  return environments;
}

function choose(name, options, preferred) {
  const select = form.elements[name];
  const before = select.value || preferred;
  select.replaceChildren(...options.map(({ value, text }) => el('option', { value }, text)));
  if (options.some(({ value }) => value === before)) {
    select.value = before;
  }
}

/** This machine is reached through its loopback interface. */
function fitInterface(nics) {
  const loopback = nics.find((nic) => nic.loopback && nic.up);
  const real = nics.find((nic) => nic.up && !nic.loopback);
  const here = form.elements.environment.value === 'loopback';
  const chosen = nics.find((nic) => nic.name === form.elements.interface.value);
  if (chosen && chosen.loopback !== here && (here ? loopback : real)) {
    form.elements.interface.value = (here ? loopback : real).name;
  }
}

export function listenToForm() {
  byId('tos-names').replaceChildren(...Object.entries(TOS).map(([name, tos]) =>
    el('option', { value: name }, `${name} = ${tos}`)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    act(form.querySelector('button.main'), submit);
  });
  form.addEventListener('input', (event) => mark(event.target, null));
  form.elements.protocol.addEventListener('change', () => {
    form.elements.datagram_size.disabled = form.elements.protocol.value === 'tcp';
  });
}

async function submit() {
  for (const field of form.elements) {
    mark(field, null);
  }
  const fields = Object.fromEntries(new FormData(form));
  fields.tos = TOS[fields.tos.trim().toUpperCase()] ?? fields.tos;
  try {
    const id = await start(fields);
    say(el('span', {}, 'Started ', el('a', { href: `/show/${id}` }, String(id))));
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    showErrors(error);
  }
}

/** Each at its field; what has none is said to all. */
function showErrors(problem) {
  const placed = problem.errors.filter(({ field, detail }) => form.elements[field] && mark(form.elements[field], detail));
  if (placed.length === 0) {
    throw problem;
  }
  form.elements[placed[0].field].closest('details')?.setAttribute('open', '');
  form.elements[placed[0].field].focus();
  say(placed.length === 1 ? 'One field is wrong.' : `${placed.length} fields are wrong.`, true);
}

/** Says at a field what is wrong with it, or that nothing is. */
function mark(field, detail) {
  const place = byId(`${field.name}-wrong`);
  if (!place) {
    return false;
  }
  place.textContent = detail ?? '';
  if (detail === null) {
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  } else {
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', place.id);
  }
  return true;
}
