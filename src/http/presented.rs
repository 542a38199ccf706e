//! What a request brings to say who calls. It is taken out of the headers here, so that nothing behind sees or logs it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

/// Names of the headers with direct credentials.
const URL: HeaderName = HeaderName::from_static("x-odoo-url");
const DATABASE: HeaderName = HeaderName::from_static("x-odoo-database");
const LOGIN: HeaderName = HeaderName::from_static("x-odoo-login");
const API_KEY: HeaderName = HeaderName::from_static("x-odoo-api-key");
const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What a request brings.
#[derive(Debug)]
pub(crate) enum Presented {
    /// Nothing.
    Nothing,
    /// A key or a token, as bearer or in `X-API-Key`.
    Token(SecretString),
    /// An Odoo login and its API key, as `Basic` or in headers.
    Direct(Direct),
}

/// An Odoo login and its API key.
#[derive(Debug)]
pub(crate) struct Direct {
    /// Address of the server; `None` for the configured one.
    pub(crate) url: Option<String>,
    /// Database; `None` for the configured one.
    pub(crate) database: Option<String>,
    /// Login name.
    pub(crate) login: String,
    /// API key.
    pub(crate) key: SecretString,
}

/// What is wrong with it; what it holds is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    /// A header stands there several times.
    #[error("`{0}` stands there several times")]
    Repeated(&'static str),
    /// A header that is not as it should be.
    #[error("`Authorization` is neither `Bearer <token>` nor `Basic <login and key in base64>`")]
    Authorization,
    /// A header that is not text.
    #[error("`{0}` is empty or not text")]
    NotText(&'static str),
    /// Two that say different things.
    #[error("`Authorization` and `X-API-Key` bring different keys, expected one")]
    Several,
    /// One header without the other.
    #[error("`X-Odoo-Login` and `X-Odoo-Api-Key` belong together")]
    Incomplete,
}

/// Takes it out of the headers, whether it is well-formed or not.
pub(crate) fn take(headers: &mut HeaderMap) -> Result<Presented, Malformed> {
    let authorization = text(taken(headers, &header::AUTHORIZATION, "Authorization"), "Authorization");
    let key = text(taken(headers, &KEY, "X-API-Key"), "X-API-Key");
    let login = text(taken(headers, &LOGIN, "X-Odoo-Login"), "X-Odoo-Login");
    let odoo_key = text(taken(headers, &API_KEY, "X-Odoo-Api-Key"), "X-Odoo-Api-Key");
    let url = text(taken(headers, &URL, "X-Odoo-Url"), "X-Odoo-Url");
    let database = text(taken(headers, &DATABASE, "X-Odoo-Database"), "X-Odoo-Database");
    let in_headers = match (login?, odoo_key?) {
        (Some(login), Some(key)) => Some((login, key)),
        (None, None) => None,
        _ => return Err(Malformed::Incomplete),
    };
    let authorization = authorization?.map(|text| of_authorization(&text)).transpose()?;
    let (url, database) = (url?, database?);
    let direct = |(login, key): (String, String)| Presented::Direct(Direct { url, database, login, key: key.into() });
    match (authorization, key?, in_headers) {
        (None, None, None) => Ok(Presented::Nothing),
        (None, None, Some(pair)) => Ok(direct(pair)),
        (Some(Authorization::Basic(login, key)), None, None) => Ok(direct((login, key))),
        (Some(Authorization::Bearer(token)), key, None) if key.as_ref().is_none_or(|key| *key == token) => {
            Ok(Presented::Token(token.into()))
        }
        (None, Some(key), None) => Ok(Presented::Token(key.into())),
        _ => Err(Malformed::Several),
    }
}

enum Authorization {
    Bearer(String),
    Basic(String, String),
}

fn of_authorization(text: &str) -> Result<Authorization, Malformed> {
    let (scheme, rest) = text.split_once(' ').ok_or(Malformed::Authorization)?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !rest.is_empty() && !rest.contains(char::is_whitespace) {
        return Ok(Authorization::Bearer(rest.to_owned()));
    }
    let basic = scheme.eq_ignore_ascii_case("basic").then(|| pair(rest)).flatten();
    basic.map(|(login, key)| Authorization::Basic(login, key)).ok_or(Malformed::Authorization)
}

/// Login and key, each not empty.
fn pair(text: &str) -> Option<(String, String)> {
    let bytes = STANDARD.decode(text).ok()?;
    let (login, key) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
    (!login.is_empty() && !key.is_empty()).then(|| (login.to_owned(), key.to_owned()))
}

/// A header that is there once, or not at all.
fn taken(headers: &mut HeaderMap, name: &HeaderName, shown: &'static str) -> Result<Option<HeaderValue>, Malformed> {
    let is_repeated = headers.get_all(name).iter().count() > 1;
    let value = headers.remove(name);
    if is_repeated { Err(Malformed::Repeated(shown)) } else { Ok(value) }
}

fn text(value: Result<Option<HeaderValue>, Malformed>, shown: &'static str) -> Result<Option<String>, Malformed> {
    let Some(value) = value? else { return Ok(None) };
    match value.to_str().map(str::trim) {
        Ok(text) if !text.is_empty() => Ok(Some(text.to_owned())),
        _ => Err(Malformed::NotText(shown)),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    /// What a request with these headers presents; none of its secrets may be left in the headers or shown.
    fn present(values: &[(&'static str, &str)]) -> Result<String, Malformed> {
        let mut headers: HeaderMap = values
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap()))
            .collect();
        let presented = take(&mut headers);
        assert!(!format!("{headers:?} {presented:?}").contains("s3cret"));
        presented.map(|presented| match presented {
            Presented::Nothing => "nothing".to_owned(),
            Presented::Token(token) => format!("token {}", token.expose_secret()),
            Presented::Direct(direct) => format!("{:?} {:?} {} {}", direct.url, direct.database, direct.login, direct.key.expose_secret()),
        })
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn each_way_is_read() {
        let check = |values: &[(&'static str, &str)], expected: &str| assert_eq!(present(values).unwrap(), expected);
        check(&[], "nothing");
        check(&[("authorization", "Bearer s3cret")], "token s3cret");
        check(&[("authorization", "bearer  s3cret ")], "token s3cret");
        check(&[("x-api-key", "s3cret")], "token s3cret");
        check(&[("x-api-key", "s3cret"), ("authorization", "Bearer s3cret")], "token s3cret");
        check(&[("authorization", &basic("demo:s3cret:x"))], "None None demo s3cret:x");
        check(&[("x-odoo-login", "demo"), ("x-odoo-api-key", "s3cret"), ("x-odoo-database", "acme")], "None Some(\"acme\") demo s3cret");
    }

    #[test]
    fn what_is_malformed_or_contradicts_itself_is_refused() {
        let check = |values: &[(&'static str, &str)], expected: Malformed| assert_eq!(present(values).unwrap_err(), expected);
        for value in
            ["s3cret", "Bearer", "Bearer ", "Bearer a b", "Digest s3cret", "Basic !!", &basic("s3cret"), &basic(":s3cret"), &basic("demo:")]
        {
            assert!(matches!(present(&[("authorization", value)]), Err(Malformed::Authorization)), "{value}");
        }
        check(&[("x-api-key", "")], Malformed::NotText("X-API-Key"));
        check(&[("x-api-key", "s3crét")], Malformed::NotText("X-API-Key"));
        check(&[("x-api-key", "s3cret"), ("authorization", "Bearer other")], Malformed::Several);
        check(&[("x-api-key", "s3cret"), ("authorization", &basic("demo:s3cret"))], Malformed::Several);
        check(&[("x-odoo-login", "demo")], Malformed::Incomplete);
        check(&[("x-odoo-login", "demo"), ("x-odoo-api-key", "s3cret"), ("authorization", "Bearer s3cret")], Malformed::Several);
    }

    #[test]
    fn a_header_that_stands_there_twice_is_refused() {
        let mut headers = HeaderMap::new();
        for token in ["Bearer one", "Bearer two"] {
            headers.append(header::AUTHORIZATION, HeaderValue::from_static(token));
        }
        assert_eq!(take(&mut headers).unwrap_err(), Malformed::Repeated("Authorization"));
        assert!(headers.is_empty());
    }
}
