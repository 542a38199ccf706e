//! Which API a client speaks: the best for the series and the credential, or the one that is asked for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error as ThisError;

use super::credential::Credential;
use crate::error::{Error, ErrorKind};
use crate::series::Series;

/// One of Odoo's APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// `/json/2`: API key, 19 and later.
    Json2,
    /// `/jsonrpc`: password or API key.
    JsonRpc,
    /// `/web/dataset/call_kw`: password or session. The cheapest for Odoo, which checks the password once.
    Web,
    /// `/xmlrpc/2`: password or API key. It cannot carry None.
    XmlRpc,
}

/// Which API to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiChoice {
    /// The best one for the series and the credential.
    #[default]
    Auto,
    /// This one or none.
    #[serde(untagged)]
    Only(Api),
}

/// A text that names no API.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("`{0}` is not an API, expected auto, json2, jsonrpc, web or xmlrpc")]
pub struct UnknownApi(pub String);

impl Api {
    /// Every API.
    pub const ALL: [Self; 4] = [Self::Json2, Self::JsonRpc, Self::Web, Self::XmlRpc];

    /// Its name in configuration: `json2`, `jsonrpc`, `web` or `xmlrpc`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json2 => "json2",
            Self::JsonRpc => "jsonrpc",
            Self::Web => "web",
            Self::XmlRpc => "xmlrpc",
        }
    }

    fn takes(self, credential: &Credential) -> Result<(), Error> {
        let reason = match (self, credential) {
            (Self::Json2, Credential::ApiKey { .. }) | (Self::Web, Credential::Password { .. } | Credential::Session(_)) => return Ok(()),
            (Self::JsonRpc | Self::XmlRpc, Credential::ApiKey { .. } | Credential::Password { .. }) => return Ok(()),
            (Self::Json2, _) => "JSON-2 takes an API key only",
            (Self::Web, Credential::ApiKey { .. }) => "the web API takes a password or a session, Odoo refuses an API key there",
            (Self::JsonRpc | Self::XmlRpc, Credential::Session(_)) => "a session works with the web API only",
        };
        Err(Error::new(ErrorKind::Auth, reason).never_ran())
    }
}

impl ApiChoice {
    /// The API to speak with a server of `series`.
    ///
    /// # Errors
    /// [`ErrorKind::Auth`] where the API asked for does not take the credential, [`ErrorKind::Version`] where the series does not have it.
    pub(super) fn resolve(self, series: Series, credential: &Credential) -> Result<Api, Error> {
        let api = match self {
            Self::Only(api) => api,
            Self::Auto => automatic(series, credential),
        };
        api.takes(credential)?;
        if api == Api::Json2 && series < Series::V19 {
            let message = format!("JSON-2 needs Odoo 19, the server is {series}");
            return Err(Error::new(ErrorKind::Version, message).never_ran());
        }
        Ok(api)
    }
}

fn automatic(series: Series, credential: &Credential) -> Api {
    match (credential, series) {
        (Credential::Password { .. } | Credential::Session(_), _) => Api::Web,
        (Credential::ApiKey { .. }, Series::V17 | Series::V18) => Api::JsonRpc,
        (Credential::ApiKey { .. }, Series::V19) => Api::Json2,
    }
}

impl From<Api> for ApiChoice {
    fn from(api: Api) -> Self {
        Self::Only(api)
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for ApiChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Only(api) => api.fmt(f),
        }
    }
}

impl FromStr for ApiChoice {
    type Err = UnknownApi;

    fn from_str(text: &str) -> Result<Self, UnknownApi> {
        let named = Api::ALL.into_iter().find(|api| api.name() == text).map(Self::Only);
        named.or((text == "auto").then_some(Self::Auto)).ok_or_else(|| UnknownApi(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Credential {
        Credential::ApiKey { login: "bot".to_owned(), key: "k".into() }
    }

    fn password() -> Credential {
        Credential::Password { login: "bot".to_owned(), password: "p".into() }
    }

    fn session() -> Credential {
        Credential::Session("s".into())
    }

    #[test]
    fn chooses_by_series_and_credential() {
        for series in Series::ALL {
            let for_key = if series == Series::V19 { Api::Json2 } else { Api::JsonRpc };
            assert_eq!(ApiChoice::Auto.resolve(series, &key()).ok(), Some(for_key));
            assert_eq!(ApiChoice::Auto.resolve(series, &password()).ok(), Some(Api::Web));
            assert_eq!(ApiChoice::Auto.resolve(series, &session()).ok(), Some(Api::Web));
        }
    }

    #[test]
    fn refuses_what_cannot_work() {
        let refusal = |api: Api, series, credential| ApiChoice::from(api).resolve(series, &credential).err().map(|error| error.kind());
        for credential in [password(), session()] {
            assert_eq!(refusal(Api::Json2, Series::V19, credential), Some(ErrorKind::Auth));
        }
        assert_eq!(refusal(Api::Web, Series::V17, key()), Some(ErrorKind::Auth));
        assert_eq!(refusal(Api::JsonRpc, Series::V17, session()), Some(ErrorKind::Auth));
        assert_eq!(refusal(Api::XmlRpc, Series::V17, session()), Some(ErrorKind::Auth));
        assert_eq!(refusal(Api::Json2, Series::V18, key()), Some(ErrorKind::Version));
        for api in [Api::JsonRpc, Api::XmlRpc] {
            assert_eq!((refusal(api, Series::V19, key()), refusal(api, Series::V17, password())), (None, None));
        }
    }

    #[test]
    fn names_round_trip() {
        for choice in [ApiChoice::Auto].into_iter().chain(Api::ALL.map(ApiChoice::Only)) {
            let name = choice.to_string();
            assert_eq!(name.parse(), Ok(choice));
            assert_eq!(serde_json::to_value(choice).unwrap(), serde_json::json!(name));
            assert_eq!(serde_json::from_value::<ApiChoice>(serde_json::json!(name)).unwrap(), choice);
        }
        assert!("JSON2".parse::<ApiChoice>().is_err());
    }
}
