// The contract, shown by a viewer that comes with the program.
import { token } from './login.js';

SwaggerUIBundle({
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
