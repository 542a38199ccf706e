//! The document (OpenAPI 3.1) of a table of endpoints.

use serde_json::{Map, Value, json};

use super::super::endpoints::{About, Body};
use super::schemas;

/// What every endpoint may refuse: a caller from elsewhere or a wrong name of the server, and a body that is too slow or too large.
const OF_ALL: [u16; 3] = [403, 408, 413];

/// What every endpoint behind a key may refuse: a header that cannot be read, a key that is not good, and too many of those.
const OF_KEYS: [u16; 3] = [400, 401, 429];

/// The document; `origin` is the address that clients use, where it is configured.
pub(super) fn document(endpoints: &[About], origin: Option<&str>) -> Value {
    let mut paths = Map::new();
    for about in endpoints {
        if let Some(path) = paths.entry(about.path).or_insert_with(|| json!({})).as_object_mut() {
            path.insert(about.method.name().to_owned(), operation(about));
        }
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "odoo-gateway",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Odoo over plain HTTP. The same calls go over MCP at `/mcp`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "security": [{"bearer": []}, {"key": []}],
        "components": {
            "schemas": {"Error": schemas::error()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A gateway key, an access token, or the operator's key."},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same keys."},
            },
        },
    });
    if let (Some(members), Some(origin)) = (document.as_object_mut(), origin) {
        members.insert("servers".to_owned(), json!([{"url": origin}]));
    }
    document
}

fn operation(about: &About) -> Value {
    let mut operation = json!({"operationId": about.name, "summary": about.summary, "responses": responses(about)});
    let Some(members) = operation.as_object_mut() else { return operation };
    let parameters: Vec<Value> = parameters(about.path).map(parameter).collect();
    if !parameters.is_empty() {
        members.insert("parameters".to_owned(), json!(parameters));
    }
    if let Some(Body { schema, is_required }) = about.body {
        let body = json!({"required": is_required, "content": {"application/json": {"schema": schema()}}});
        members.insert("requestBody".to_owned(), body);
    }
    if about.is_open {
        members.insert("security".to_owned(), json!([]));
    }
    operation
}

/// The names between braces.
fn parameters(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameter(name: &str) -> Value {
    let examples: &[&str] = if name == "model" { &["res.partner"] } else { &[] };
    json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1, "examples": examples}})
}

fn responses(about: &About) -> Value {
    let of_keys: &[u16] = if about.is_open { &[] } else { &OF_KEYS };
    let content = json!({about.media_type: {"schema": (about.answer)()}});
    let mut responses = Map::from_iter([("200".to_owned(), json!({"description": "Done.", "content": content}))]);
    for status in OF_ALL.iter().chain(of_keys).chain(about.refusals) {
        responses.insert(status.to_string(), refusal(*status));
    }
    Value::Object(responses)
}

fn refusal(status: u16) -> Value {
    let description = match status {
        400 => "The request cannot be read.",
        401 => "The key is missing or not good, or Odoo refused the login.",
        403 => "A rule, a scope, Odoo, or the network forbids it.",
        404 => "There is no such tool or resource.",
        408 => "The body did not arrive in time.",
        409 => "The call has to be confirmed: send it again with the `confirm_token` of `details`.",
        413 => "The body is too large.",
        422 => "The call is not right, or Odoo refused it.",
        429 => "Too many calls, or too many wrong keys.",
        501 => "No keys are made here.",
        502 => "Odoo cannot be reached.",
        503 => "The server is stopping, or what it needs does not answer.",
        _ => "The gateway failed.",
    };
    json!({"description": description, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}})
}

#[cfg(test)]
mod tests {
    use super::*;

    const THING: About = About::post("/things/{thing}", "make_thing", "Makes a thing.", schemas::mode).refuses(&[422]);

    #[test]
    fn an_endpoint_is_described_with_its_parameters_body_answers_and_key() {
        let open = About::get("/open", "open", "Is open.", schemas::mode).open();
        let made = document(&[THING.reads(schemas::tools), open], Some("https://mcp.example.com"));
        let thing = &made["paths"]["/things/{thing}"]["post"];
        assert_eq!((&thing["operationId"], &thing["parameters"][0]["name"]), (&json!("make_thing"), &json!("thing")));
        assert_eq!((&thing["requestBody"]["required"], &thing["security"]), (&json!(true), &Value::Null));
        let statuses = |operation: &Value| operation["responses"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(statuses(thing), ["200", "400", "401", "403", "408", "413", "422", "429"]);
        let open = &made["paths"]["/open"]["get"];
        assert_eq!((statuses(open).len(), &open["security"]), (4, &json!([])));
        assert_eq!(made["servers"][0]["url"], "https://mcp.example.com");
    }
}
