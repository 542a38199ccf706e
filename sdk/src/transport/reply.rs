//! What every API asks of an answer before it reads it: a status and a content type that fit, with a plain message where they do not.

use super::part::{self, Part};
use super::{Asked, HttpReply};
use crate::error::{Error, ErrorKind};

/// The body as JSON, whatever its status.
pub(super) fn json(reply: &HttpReply, asked: Asked<'_>) -> Result<Part, Error> {
    expect(reply, asked, "json", "JSON")?;
    let part = part::read(&reply.body).map_err(|error| broken(reply, asked, "JSON").caused_by(error))?;
    Ok(part.in_place(reply.place.clone()))
}

/// Refuses an answer that is not of the `wanted` type: a page of a proxy, a redirect, a login page.
pub(super) fn expect(reply: &HttpReply, asked: Asked<'_>, wanted: &str, wanted_name: &str) -> Result<(), Error> {
    // A page with any 5xx is not an answer of Odoo; these are not even where they look like one.
    let unavailable = matches!(reply.status, 429 | 502..=504);
    let fits = media_type(reply).is_some_and(|found| found.contains(wanted)) && !unavailable;
    if fits { Ok(()) } else { Err(misfit(reply, asked, wanted_name)) }
}

/// What an answer that cannot be parsed becomes.
pub(super) fn broken(reply: &HttpReply, asked: Asked<'_>, wanted: &str) -> Error {
    let message =
        format!("expected {wanted} from {}, got {} bytes that are not (HTTP {})", asked.authority, reply.body.len(), reply.status);
    Error::new(ErrorKind::Protocol, message).status(reply.status)
}

/// The `type/subtype` of the content type, without parameters.
fn media_type(reply: &HttpReply) -> Option<&str> {
    reply.content_type.split(';').next().map(str::trim).filter(|found| !found.is_empty())
}

fn misfit(reply: &HttpReply, asked: Asked<'_>, wanted: &str) -> Error {
    let HttpReply { status, .. } = *reply;
    let place = asked.authority;
    let error = match status {
        429 | 500..=599 => {
            let message = format!("{place} is not available now (HTTP {status})");
            Error::new(ErrorKind::Connection, message).transient(reply.retry_after)
        }
        300..=399 => Error::new(ErrorKind::Protocol, redirected(reply, place)),
        401 | 407 => {
            Error::new(ErrorKind::Auth, format!("{place} asks for credentials of its own (HTTP {status}), before Odoo")).never_ran()
        }
        _ => Error::new(ErrorKind::Protocol, format!("expected {wanted} from {place}, got {} (HTTP {status})", found(reply))),
    };
    error.status(status)
}

fn redirected(reply: &HttpReply, place: &str) -> String {
    let target = reply.location.as_deref().unwrap_or("another address");
    format!("{place} redirects to `{target}`, and redirects are not followed: give Odoo's own address")
}

fn found(reply: &HttpReply) -> String {
    match media_type(reply) {
        Some("text/html") => "an HTML page".to_owned(),
        Some(other) => format!("`{}`", other.chars().take(60).collect::<String>()),
        None if reply.body.is_empty() => "an empty answer".to_owned(),
        None => "an answer without a content type".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, content_type: &str, body: &str, expected: (ErrorKind, &str)) {
        let reply = HttpReply {
            status,
            content_type: content_type.to_owned(),
            location: Some("http://b/login".to_owned()),
            body: body.to_owned().into(),
            ..HttpReply::default()
        };
        let error = json(&reply, Asked { authority: "acme:80", call: None }).err();
        let error = error.as_ref().map(|error| (error.kind(), error.message()));
        assert_eq!(error, Some(expected));
    }

    #[test]
    fn says_what_came_instead() {
        check(200, "text/html; charset=utf-8", "<html>", (ErrorKind::Protocol, "expected JSON from acme:80, got an HTML page (HTTP 200)"));
        check(200, "", "", (ErrorKind::Protocol, "expected JSON from acme:80, got an empty answer (HTTP 200)"));
        check(200, "application/json", "{", (ErrorKind::Protocol, "expected JSON from acme:80, got 1 bytes that are not (HTTP 200)"));
        check(502, "text/html", "", (ErrorKind::Connection, "acme:80 is not available now (HTTP 502)"));
        check(500, "text/html; charset=utf-8", "<h1>", (ErrorKind::Connection, "acme:80 is not available now (HTTP 500)"));
        check(401, "text/html", "", (ErrorKind::Auth, "acme:80 asks for credentials of its own (HTTP 401), before Odoo"));
        let redirect = "acme:80 redirects to `http://b/login`, and redirects are not followed: give Odoo's own address";
        check(303, "text/html", "", (ErrorKind::Protocol, redirect));
    }
}
