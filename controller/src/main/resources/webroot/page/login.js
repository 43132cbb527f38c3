// The token of this tab. It goes into a header of each call, never into an address, and is gone with the tab.
import { byId, el } from './dom.js';

const KEY = 'ranload-token';
let asking = null;

export function token() {
  return sessionStorage.getItem(KEY);
}

/** Asks for a token, once for everybody who needs it at the same time. Done when one was given. */
export function askForToken() {
  asking ??= new Promise((resolve) => {
    const input = el('input', { id: 'token', type: 'password', autocomplete: 'current-password', required: true });
    const form = el('form', { method: 'dialog', submit: () => {
      sessionStorage.setItem(KEY, input.value.trim());
      asking = null;
      dialog.remove();
      showLogout();
      resolve();
    } },
    el('h2', { id: 'login-title' }, 'Token'),
    el('p', {}, token()
      ? 'The controller does not know this token. Another one:'
      : 'This controller asks for a token; ranload token add makes one.'),
    el('label', { for: 'token' }, 'Token'), input, el('button', { class: 'main' }, 'Go on'));
    const dialog = el('dialog', { 'aria-labelledby': 'login-title', cancel: (event) => event.preventDefault() }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

/** Offers to forget the token, if there is one. */
export function showLogout() {
  const place = byId('logout');
  if (place && token()) {
    place.replaceChildren(el('button', { type: 'button', click: () => {
      sessionStorage.removeItem(KEY);
      location.reload();
    } }, 'Forget token'));
  }
}
