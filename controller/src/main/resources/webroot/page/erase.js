// Erasing asks first: what is gone is gone.
import { erase } from './api.js';
import { el } from './dom.js';

/** Asks whether to erase these sessions. Answers whether that was done; fails as the calls do. */
export async function askAndErase(ids) {
  const what = ids.length === 1 ? `session ${ids[0]}` : `${ids.length} sessions`;
  const dialog = el('dialog', { 'aria-labelledby': 'erase-title' },
    el('form', { method: 'dialog' },
      el('h2', { id: 'erase-title' }, `Delete ${what}?`),
      el('p', {}, 'Plan, rows and results are erased from the database, for good.'),
      el('button', { value: 'erase', class: 'danger' }, 'Delete'), ' ', el('button', { value: 'keep' }, 'Keep')));
  document.body.append(dialog);
  const answer = await new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue));
    dialog.showModal();
  });
  dialog.remove();
  if (answer !== 'erase') {
    return false;
  }
  for (const id of ids) {
    await erase(id);
  }
  return true;
}
