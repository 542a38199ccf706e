//! The page for people: the endpoints in a list, each with what it reads and answers. No script, nothing from elsewhere.

use std::fmt::Write;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};

use super::super::endpoints::{About, SchemaOf};
use super::super::oauth::{STYLE, escaped, protect};

/// Where the style is.
pub(super) const STYLE_PATH: &str = "/docs/style.css";

/// The page of these endpoints.
pub(super) fn page(endpoints: &[About]) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>odoo-gateway</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE_PATH}\">\n</head>\n<body>\n<main class=\"wide\">\n<h1>odoo-gateway over plain HTTP</h1>\n\
         <p>A key goes into <code>Authorization: Bearer</code> or <code>X-API-Key</code>. For programs: \
         <a href=\"/openapi.json\">/openapi.json</a>. The same calls go over MCP at <code>/mcp</code>.</p>\n"
    );
    endpoints.iter().for_each(|about| section(&mut page, about));
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn section(page: &mut String, about: &About) {
    let (method, path) = (about.method.name().to_uppercase(), escaped(about.path));
    let key = if about.is_open { " No key is needed." } else { "" };
    // Writing to a string does not fail.
    let _ = writeln!(page, "<h2><code>{method} {path}</code></h2>\n<p>{}{key}</p>", escaped(about.summary));
    if let Some(body) = about.body {
        details(page, "Request", body.schema);
    }
    details(page, "Answer", about.answer);
}

fn details(page: &mut String, title: &str, schema: SchemaOf) {
    let schema = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    let _ = writeln!(page, "<details><summary>{title}</summary><pre>{}</pre></details>", escaped(&schema));
}

/// The page as an answer.
pub(super) fn answer(page: &str) -> Response {
    let mut response = (StatusCode::OK, Html(page.to_owned())).into_response();
    protect(&mut response);
    response
}

/// The style: that of our other pages.
pub(super) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=300")], STYLE).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_has_every_endpoint_and_nothing_that_runs() {
        let page = page(&[About::post("/x/{y}", "x", "Does <x>.", || json!({"const": "<b>"}))]);
        assert!(page.contains("POST /x/{y}") && page.contains("Does &lt;x&gt;.") && page.contains("&lt;b&gt;"), "{page}");
        assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("http://") && !page.contains("https://"), "{page}");
    }
}
