//! Pages: plain HTML that works without scripts, and what protects it.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::texts::Texts;

/// What may be loaded: our own style, nothing else. No `form-action`: browsers apply it to every hop after the form, and the way back to
/// the client would be blocked.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The style.
pub(in super::super) const STYLE: &str = include_str!("style.css");

/// A whole page.
pub(super) fn page(texts: &Texts, status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/oauth/style.css\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
        texts.language
    );
    let mut response = (status, Html(html)).into_response();
    protect(&mut response);
    response
}

/// A page that says what is wrong.
pub(super) fn fault(texts: &Texts, status: StatusCode, what: &str) -> Response {
    page(texts, status, texts.fault, &error(what))
}

/// A sentence about what is wrong.
pub(super) fn error(what: &str) -> String {
    format!("<p class=\"error\" role=\"alert\">{}</p>\n", escaped(what))
}

/// Nothing works now; the log says why.
pub(super) fn broken(texts: &Texts, why: &dyn std::fmt::Display) -> Response {
    tracing::error!("the sign-in does not work: {why}");
    fault(texts, StatusCode::SERVICE_UNAVAILABLE, texts.broken)
}

/// Sends the browser on.
pub(super) fn go_to(texts: &Texts, url: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(url) else { return broken(texts, &"an address is not one line of text") };
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
    protect(&mut response);
    response
}

/// What every answer to a browser carries: it is not framed, not stored, and nobody hears where it came from.
pub(in super::super) fn protect(response: &mut Response) {
    let headers: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    response.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
}

/// Text that is only text in HTML.
pub(in super::super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_loads_no_script_frames_nothing_and_lets_the_form_go_on() {
        assert!(!POLICY.contains("form-action") && POLICY.contains("default-src 'none'") && POLICY.contains("frame-ancestors 'none'"));
        assert_eq!(escaped("<b a='1'>&\""), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
    }
}
