//! What a server says of itself, without a login.

use serde_json::Value;

use crate::error::text::one_line;
use crate::error::{Error, ErrorKind};
use crate::series::{self, Series};
use crate::transport::{Asked, HttpReply, web};

/// A server's version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerVersion {
    /// The series whose rules apply: the server's own or, of a version between two or newer than all, the nearest below it.
    pub series: Series,
    /// The series as the server names it: `19.0`, `20.0`, `saas~18.3`.
    pub name: String,
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
        let Some(series) = Series::nearest(&serie) else { return Err(unsupported(&serie)) };
        Ok(Self { series, text: field("server_version").unwrap_or_else(|| serie.clone()), name: serie })
    }

    /// Whether the server is of a supported series, and not of a version between two or newer than all.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.name == self.series.name()
    }

    /// The first number of the server's version: 20 of `20.0`, 18 of `saas~18.3`.
    #[must_use]
    pub fn major(&self) -> u32 {
        series::major_of(&self.name).unwrap_or_else(|| self.series.major())
    }

    /// What to say of a server that is not of a supported series.
    #[must_use]
    pub fn caution(&self) -> Option<String> {
        let newest = Series::ALL.into_iter().next_back().filter(|newest| *newest == self.series);
        let place = match newest {
            Some(newest) => format!("newer than the newest known series, {newest}"),
            None => format!("between two known series, after {}", self.series),
        };
        (!self.is_known())
            .then(|| format!("Odoo {} is {place}: its models are read from the server, and the rules of {} apply", self.name, self.series))
    }

    /// Itself, where it is of a supported series.
    pub(super) fn known(self) -> Result<Self, Error> {
        if self.is_known() { Ok(self) } else { Err(unsupported(&self.name)) }
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
        check(&json!({"server_serie": "saas~18.2"}), Ok(Series::V18));
        check(&json!({"server_serie": "20.0"}), Ok(Series::V19));
        check(&json!({"server_serie": "saas~16.4"}), Err(ErrorKind::Version));
        check(&json!({"server_serie": "master"}), Err(ErrorKind::Version));
        check(&json!({"version": 1}), Err(ErrorKind::Protocol));
        check(&json!(null), Err(ErrorKind::Protocol));
    }

    #[test]
    fn says_what_it_takes_another_version_for() {
        let of = |name: &str| ServerVersion { series: Series::nearest(name).unwrap(), name: name.to_owned(), text: name.to_owned() };
        assert_eq!(of("19.0").caution(), None);
        let newer =
            "Odoo 20.0 is newer than the newest known series, 19.0: its models are read from the server, and the rules of 19.0 apply";
        assert_eq!(of("20.0").caution().as_deref(), Some(newer));
        let between = of("saas~18.3");
        assert!(between.caution().unwrap().contains("Odoo saas~18.3 is between two known series, after 18.0"));
        assert_eq!((between.major(), of("20.0").major()), (18, 20));
        let refused = of("20.0").known().unwrap_err();
        assert_eq!(refused.message(), "the server is Odoo `20.0`, supported are 17.0, 18.0 and 19.0");
        assert!(of("18.0").known().is_ok());
    }
}
