// The style sheet's colours for what is painted rather than laid out.

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Colours of the runs that are laid over each other, easy to tell apart for everybody. */
export const RUNS = ['run1', 'run2', 'run3', 'run4', 'run5', 'run6'];

export function onSchemeChange(listener) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}
