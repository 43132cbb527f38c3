// The contract, shown by a viewer that comes with the program.
import { token } from './login.js';

/** The viewer leaves out a level of headings. */
new MutationObserver(() => {
  document.querySelectorAll(':is(h3.opblock-tag, .models > h4):not([aria-level])').forEach((heading) =>
    heading.setAttribute('aria-level', '2'));
}).observe(document.getElementById('interface'), { childList: true, subtree: true });

/** The viewer has links within buttons, which no keyboard can tell apart. */
const plainNames = ({ React }) => ({ components: { DeepLink: ({ text }) => React.createElement('span', {}, text) } });

SwaggerUIBundle({
  plugins: [plainNames],
  url: '/openapi.yaml',
  dom_id: '#interface',
  // Nobody outside is asked whether the document is valid.
  validatorUrl: null,
  deepLinking: true,
  docExpansion: 'list',
  requestInterceptor: (request) => {
    if (token()) {
      request.headers.Authorization ??= `Bearer ${token()}`;
    }
    // The document names where a controller mostly listens; calls from here go to this one.
    const { pathname, search } = new URL(request.url, location.origin);
    request.url = `${location.origin}${pathname}${search}`;
    return request;
  },
});
