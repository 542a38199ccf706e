//! What a server says of itself, without a login.

use serde_json::Value;

use crate::error::text::one_line;
use crate::error::{Error, ErrorKind};
use crate::series::Series;
use crate::transport::{Asked, HttpReply, web};

/// A server's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVersion {
    /// The series.
    pub series: Series,
    /// The version in full, as in `19.0-20260105`.
    pub text: String,
}

impl ServerVersion {
    /// Out of the answer to [`web::version_info`].
    pub(super) fn decode(reply: &HttpReply, asked: Asked<'_>) -> Result<Self, Error> {
        let info = web::decode(reply, asked)?;
        let field = |name| info.get(name).and_then(Value::as_str).map(one_line);
        let Some(serie) = field("server_serie") else {
            return Err(Error::new(ErrorKind::Protocol, format!("expected Odoo's version from {}, got something else", asked.authority)));
        };
        let series = serie.parse().map_err(|error| unsupported(&serie).caused_by(error))?;
        Ok(Self { series, text: field("server_version").unwrap_or(serie) })
    }
}

fn unsupported(serie: &str) -> Error {
    Error::new(ErrorKind::Version, format!("the server is Odoo `{serie}`, supported are 17.0, 18.0 and 19.0")).never_ran()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(result: &Value, expected: Result<Series, ErrorKind>) {
        let body = json!({"jsonrpc": "2.0", "id": 1, "result": result}).to_string();
        let reply = HttpReply::new(200, "application/json", body);
        let found = ServerVersion::decode(&reply, Asked { authority: "acme:443", call: None });
        assert_eq!(found.map(|version| version.series).map_err(|error| error.kind()), expected);
    }

    #[test]
    fn reports_supported_series_from_others() {
        check(&json!({"server_serie": "18.0", "server_version": "18.0-20250520"}), Ok(Series::V18));
        check(&json!({"server_serie": "16.0"}), Err(ErrorKind::Version));
        check(&json!({"server_serie": "saas~18.2"}), Err(ErrorKind::Version));
        check(&json!({"version": 1}), Err(ErrorKind::Protocol));
        check(&json!(null), Err(ErrorKind::Protocol));
    }
}
