// Elements are made of names, attributes and texts. What comes from elsewhere becomes a text node, whatever it looks like.

/** An element; an attribute that is null or false is left out, a function is a listener, a child that is null too. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(key, value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? '' : String(value));
    }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined).map(node));
  return made;
}

function node(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

export function byId(id) {
  return document.getElementById(id);
}

/** Says something to everybody who looks at or listens to the page. */
export function say(message, isError = false) {
  const place = byId('said');
  place.replaceChildren(node(message));
  place.classList.toggle('wrong', isError);
}

/** Runs what a button does; while it runs the button is off, and what goes wrong is said. */
export async function act(button, action) {
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    say(error.message, true);
  } finally {
    button.disabled = false;
  }
}
