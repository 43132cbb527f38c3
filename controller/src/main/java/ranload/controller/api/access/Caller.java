package ranload.controller.api.access;

import io.vertx.core.http.HttpServerRequest;

/**
 * What a request says of who sends it. A header that is missing is null.
 *
 * @param host the Host header
 * @param origin the Origin header: the page that a browser sends it from
 * @param fetchSite the Sec-Fetch-Site header
 * @param authorization the Authorization header
 */
record Caller(String host, String origin, String fetchSite, String authorization) {
    static Caller of(HttpServerRequest request) {
        return new Caller(
                request.authority() == null ? null : request.authority().toString(),
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Authorization"));
    }
}
