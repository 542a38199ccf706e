//! Headers by which one request asks for less than its key allows. They never widen, and one that is not understood is refused: who asks
//! for less must not get more.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, StatusCode};

use super::refusal::Refusal;
use crate::policy::{Mode, Scope};
use crate::tools::Toolset;

/// What a request asks for at most.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrowing {
    /// `X-MCP-Readonly`.
    pub(crate) mode: Mode,
    /// `X-MCP-Scope`.
    pub(crate) scope: Option<Scope>,
    /// `X-MCP-Toolsets`.
    pub(crate) toolsets: Option<BTreeSet<Toolset>>,
}

impl Narrowing {
    /// Reads the headers.
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let refused = |error: &dyn ToString| Refusal::new(StatusCode::BAD_REQUEST, "scope_invalid", error.to_string());
        let mode = match one(headers, "x-mcp-readonly")? {
            None | Some("false") => Mode::ReadWrite,
            Some("true") => Mode::ReadOnly,
            Some(other) => return Err(refused(&format!("`X-MCP-Readonly` is `{other}`, expected `true` or `false`"))),
        };
        let scope = one(headers, "x-mcp-scope")?.map(str::parse).transpose().map_err(|error| refused(&error))?;
        let toolsets = one(headers, "x-mcp-toolsets")?.map(Toolset::list).transpose().map_err(|error| refused(&error))?;
        Ok(Self { mode, scope, toolsets })
    }
}

/// A header that stands there once at most.
fn one<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) if value.to_str().is_ok() => Ok(value.to_str().ok().map(str::trim)),
        _ => Err(Refusal::new(StatusCode::BAD_REQUEST, "scope_invalid", format!("`{name}` is not text, or stands there several times"))),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn read(values: &[(&'static str, &'static str)]) -> Result<Narrowing, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        Narrowing::read(&headers)
    }

    #[test]
    fn what_is_understood_narrows_and_everything_else_is_refused() {
        let all = read(&[]).unwrap();
        assert!(all.mode == Mode::ReadWrite && all.scope.is_none() && all.toolsets.is_none());
        let narrow = read(&[("x-mcp-readonly", "true"), ("x-mcp-scope", "res.partner:R"), ("x-mcp-toolsets", "schema")]).unwrap();
        assert_eq!((narrow.mode, narrow.toolsets), (Mode::ReadOnly, Some(BTreeSet::from([Toolset::Schema]))));
        assert_eq!(narrow.scope, Some("res.partner:R".parse().unwrap()));
        for wrong in [("x-mcp-readonly", "yes"), ("x-mcp-readonly", ""), ("x-mcp-scope", "res.partner"), ("x-mcp-toolsets", "shcema")] {
            assert!(read(&[wrong]).is_err(), "{wrong:?}");
        }
        assert!(read(&[("x-mcp-readonly", "true"), ("x-mcp-readonly", "false")]).is_err());
    }
}
