//! From an address and a credential to a client: finds the version without a login, chooses the API, logs in.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use secrecy::SecretString;

use super::choice::{ApiChoice, UnknownApi};
use super::credential::Credential;
use super::link::Link;
use super::version::ServerVersion;
use super::{Client, ClientOptions, login};
use crate::call::Effect;
use crate::error::{Error, ErrorKind};
use crate::transport::web;

/// A connection being set up; `.await` it for the [`Client`].
#[derive(Clone)]
#[must_use = "nothing is connected before it is awaited"]
pub struct Connect {
    address: String,
    database: Option<String>,
    credential: Option<Credential>,
    api: ApiChoice,
    options: ClientOptions,
}

impl Connect {
    pub(super) fn new(address: String) -> Self {
        Self { address, database: None, credential: None, api: ApiChoice::Auto, options: ClientOptions::default() }
    }

    /// What the environment says: see [`Client::from_env`].
    ///
    /// # Errors
    /// [`ErrorKind::Auth`] where a variable is missing or not what it should be.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(read: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let read = |name: &str| read(name).filter(|value| !value.trim().is_empty());
        let needed = |name: &str| read(name).ok_or_else(|| unset(name));
        let mut connect = Self::new(needed("ODOO_URL")?);
        connect.database = read("ODOO_DB");
        if let Some(api) = read("ODOO_API") {
            let unknown = |error: UnknownApi| Error::new(ErrorKind::Auth, "`ODOO_API` is not an API").never_ran().caused_by(error);
            connect.api = api.parse().map_err(unknown)?;
        }
        let login = needed("ODOO_USERNAME")?;
        match (read("ODOO_API_KEY"), read("ODOO_PASSWORD")) {
            (Some(key), _) => Ok(connect.api_key(login, key)),
            (None, Some(password)) => Ok(connect.password(login, password)),
            (None, None) => Err(unset("ODOO_API_KEY")),
        }
    }

    /// Names the database. Without it the server's only one is taken, where the server lists it.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = Some(name.into());
        self
    }

    /// Proves itself with an API key of the user `login`; replaces any other credential.
    pub fn api_key(mut self, login: impl Into<String>, key: impl Into<SecretString>) -> Self {
        self.credential = Some(Credential::ApiKey { login: login.into(), key: key.into() });
        self
    }

    /// Proves itself with the password of the user `login`; replaces any other credential.
    pub fn password(mut self, login: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.credential = Some(Credential::Password { login: login.into(), password: password.into() });
        self
    }

    /// Uses a web session that exists, by its `session_id`; replaces any other credential.
    /// When it is over, calls fail with [`ErrorKind::SessionExpired`].
    pub fn session(mut self, session_id: impl Into<SecretString>) -> Self {
        self.credential = Some(Credential::Session(session_id.into()));
        self
    }

    /// Sets the API. By default it is the best one for the series and the credential.
    pub fn api(mut self, choice: impl Into<ApiChoice>) -> Self {
        self.api = choice.into();
        self
    }

    /// Changes single limits and habits: `.configure(|options| options.retries = 0)`.
    pub fn configure(mut self, change: impl FnOnce(&mut ClientOptions)) -> Self {
        change(&mut self.options);
        self
    }

    /// Sets all limits and habits.
    pub fn options(mut self, options: ClientOptions) -> Self {
        self.options = options;
        self
    }

    /// Asks the server for its version, without a login.
    ///
    /// # Errors
    /// [`ErrorKind::Connection`] or [`ErrorKind::Protocol`] where no Odoo answers, [`ErrorKind::Version`] for another series.
    pub async fn version(&self) -> Result<ServerVersion, Error> {
        version(&self.link()?, self.options.known_series_only).await
    }

    fn link(&self) -> Result<Link, Error> {
        Link::new(&self.address, self.options.clone())
    }

    async fn connect(self) -> Result<Client, Error> {
        let link = self.link()?;
        let Some(credential) = self.credential else {
            return Err(Error::new(ErrorKind::Auth, "no credential is given: an API key, a password or a session").never_ran());
        };
        let version = version(&link, self.options.known_series_only).await?;
        let api = self.api.resolve(version.series, &credential)?;
        let logged_in = login::log_in(&link, api, self.database, credential).await?;
        Ok(Client::new(link, version, api, logged_in))
    }
}

fn unset(name: &str) -> Error {
    Error::new(ErrorKind::Auth, format!("the environment variable `{name}` is not set")).never_ran()
}

impl fmt::Debug for Connect {
    /// Without the address, which may hold what is refused only later.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Connect");
        shown.field("database", &self.database).field("credential", &self.credential).field("api", &self.api).finish_non_exhaustive()
    }
}

async fn version(link: &Link, known_only: bool) -> Result<ServerVersion, Error> {
    let answer = link.persist(Effect::Read, || link.exchange(web::version_info(), None, ServerVersion::decode)).await;
    let version = answer.map_err(|error| match error.kind() {
        // A database or a page behind the address is the likeliest reason why something else than Odoo answers there.
        ErrorKind::Protocol if link.has_path() => {
            let message = format!(
                "{}; leave out the path of the address where Odoo is not below one, and name the database by itself",
                error.message()
            );
            Error::new(ErrorKind::Protocol, message).caused_by(error)
        }
        _ => error,
    })?;
    if known_only { version.known() } else { Ok(version) }
}

impl IntoFuture for Connect {
    type Output = Result<Client, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.connect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(variables: &[(&str, &str)]) -> String {
        let read = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Connect::from_variables(read).map_or_else(|error| error.message().to_owned(), |connect| format!("{connect:?}"))
    }

    #[test]
    fn reads_the_environment_and_names_what_is_missing() {
        let (url, user) = (("ODOO_URL", "https://acme.odoo.com"), ("ODOO_USERNAME", "bot"));
        assert_eq!(shown(&[]), "the environment variable `ODOO_URL` is not set");
        assert_eq!(shown(&[url, ("ODOO_USERNAME", " ")]), "the environment variable `ODOO_USERNAME` is not set");
        assert_eq!(shown(&[url, user]), "the environment variable `ODOO_API_KEY` is not set");
        assert_eq!(shown(&[url, ("ODOO_API", "soap")]), "`ODOO_API` is not an API");
        let both =
            shown(&[url, user, ("ODOO_DB", "acme"), ("ODOO_API_KEY", "hunter2"), ("ODOO_PASSWORD", "hunter3"), ("ODOO_API", "jsonrpc")]);
        assert!(both.contains("ApiKey") && both.contains("acme") && both.contains("Only(JsonRpc)") && !both.contains("hunter"), "{both}");
        assert!(shown(&[url, user, ("ODOO_PASSWORD", "hunter3")]).contains("Password"));
    }
}
