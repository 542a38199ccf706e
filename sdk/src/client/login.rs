//! Logging in: which database, then the cheapest proof that the credential works, so that a bad one fails at once.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::choice::Api;
use super::credential::Credential;
use super::link::Link;
use super::session::WebSession;
use super::user::User;
use crate::call::{Call, Effect};
use crate::error::{Error, ErrorKind};
use crate::transport::json2::Bearer;
use crate::transport::{Account, Asked, HttpReply, json2, jsonrpc, web, xmlrpc};

/// Maximum number of databases that a message names.
const MOST_NAMED: usize = 10;

/// How calls are sent, with what they need for it.
#[derive(Debug)]
pub(super) enum Speaker {
    Json2(Bearer),
    JsonRpc(Account),
    Web(WebSession),
    XmlRpc(Account),
}

impl Speaker {
    /// An error without the credential, which a server that is not what it says may repeat.
    pub(super) fn mask(&self, error: Error) -> Error {
        match self {
            Self::Json2(bearer) => error.without(bearer.key.expose_secret()),
            Self::JsonRpc(account) | Self::XmlRpc(account) => error.without(account.secret.expose_secret()),
            Self::Web(session) => session.mask(error),
        }
    }
}

/// What a login gives.
#[derive(Debug)]
pub(super) struct LoggedIn {
    pub(super) speaker: Speaker,
    pub(super) user: User,
    pub(super) database: String,
}

/// A login by password, to be repeated when the session is over.
#[derive(Debug, Clone)]
pub(super) struct PasswordLogin {
    database: String,
    login: String,
    password: SecretString,
}

impl PasswordLogin {
    pub(super) fn mask(&self, error: Error) -> Error {
        error.without(self.password.expose_secret())
    }
}

/// The one answer to a bad login; it says neither whether the user nor whether the database exists.
pub(super) fn refused() -> Error {
    Error::new(ErrorKind::Auth, "Odoo refused the login: database, login or credential is wrong").never_ran()
}

/// Logs in over `api`, which takes this credential.
pub(super) async fn log_in(link: &Link, api: Api, database: Option<String>, credential: Credential) -> Result<LoggedIn, Error> {
    let (login, secret) = match credential {
        Credential::Session(id) => return existing_session(link, database, id).await,
        Credential::ApiKey { login, key } => (login, key),
        Credential::Password { login, password } => (login, password),
    };
    let database = match database {
        Some(name) => name,
        None => only_database(link).await?,
    };
    match with_secret(link, api, &database, &login, secret.clone()).await {
        Ok((speaker, user)) => Ok(LoggedIn { speaker, user, database }),
        Err(error) => Err(unless_listed(link, explained(error, &database), &database).await.without(secret.expose_secret())),
    }
}

/// A refused login, or that the server lists other databases alone.
async fn unless_listed(link: &Link, error: Error, database: &str) -> Error {
    if error.kind() != ErrorKind::Auth || error.is_of_other_user() {
        return error;
    }
    match listed(link).await {
        Ok(names) if !names.is_empty() && !names.iter().any(|name| name == database) => {
            let message = format!("{} does not list a database of that name, it has {}", link.authority(), shown(&names));
            Error::new(ErrorKind::Auth, message).never_ran().caused_by(error)
        }
        _ => error,
    }
}

async fn with_secret(link: &Link, api: Api, database: &str, login: &str, secret: SecretString) -> Result<(Speaker, User), Error> {
    match api {
        Api::Web => {
            let login = PasswordLogin { database: database.to_owned(), login: login.to_owned(), password: secret };
            let (id, user) = link.persist(Effect::Write, || login.open(link)).await?;
            Ok((Speaker::Web(WebSession::new(id, Some(login))), user))
        }
        Api::Json2 => {
            let bearer = Bearer { database: database.to_owned(), key: secret };
            let user = bearer_user(link, &bearer, login).await?;
            Ok((Speaker::Json2(bearer), user))
        }
        Api::JsonRpc | Api::XmlRpc => {
            let account = Account { database: database.to_owned(), uid: uid(link, api, database, login, &secret).await?, secret };
            let user = User::known_by(account.uid, login);
            Ok((if api == Api::XmlRpc { Speaker::XmlRpc(account) } else { Speaker::JsonRpc(account) }, user))
        }
    }
}

/// JSON-2 has no login; asking for the user's own context proves the key and gives the user's id, and reading the user shows
/// whether the key is that of `login`.
async fn bearer_user(link: &Link, bearer: &Bearer, login: &str) -> Result<User, Error> {
    let context = by_bearer(link, bearer, &Call::new("res.users", "context_get").read()).await?;
    let user = User::from_context(&context, login).ok_or_else(|| unexpected(link, "the user's context"))?;
    let read = by_bearer(link, bearer, &Call::read_records("res.users", [user.uid], ["login", "name"])).await?;
    let known = User::known_to_be(user, read.get(0).unwrap_or(&Value::Null));
    match known.login.as_deref() {
        Some(found) if found == login => Ok(known),
        Some(_) => Err(Error::new(ErrorKind::Auth, format!("the API key belongs to another user than `{login}`")).never_ran().other_user()),
        None => Err(unexpected(link, "the user's login")),
    }
}

async fn by_bearer(link: &Link, bearer: &Bearer, call: &Call) -> Result<Value, Error> {
    let request = json2::request(bearer, call)?;
    link.persist(call.effect, || link.exchange(request.clone(), Some(call), json2::decode)).await
}

async fn uid(link: &Link, api: Api, database: &str, login: &str, secret: &SecretString) -> Result<i64, Error> {
    let secret = secret.expose_secret();
    if api == Api::XmlRpc {
        let request = xmlrpc::authenticate(database, login, secret)?;
        return link.persist(Effect::Write, || link.exchange(request.clone(), None, xmlrpc::decode_login)).await;
    }
    let request = jsonrpc::authenticate(database, login, secret);
    link.persist(Effect::Write, || link.exchange(request.clone(), None, jsonrpc::decode_login)).await
}

impl PasswordLogin {
    /// Opens a session: its id and its user.
    pub(super) async fn open(&self, link: &Link) -> Result<(SecretString, User), Error> {
        let request = web::authenticate(&self.database, &self.login, self.password.expose_secret());
        link.exchange(request, None, opened).await
    }
}

fn opened(reply: &HttpReply, asked: Asked<'_>) -> Result<(SecretString, User), Error> {
    let info = web::decode(reply, asked)?;
    let Some(user) = User::from_session(&info) else {
        return Err(Error::new(ErrorKind::Auth, "the password alone does not log in: the account wants a second factor, use an API key"));
    };
    let id = reply.session.clone();
    let id = id.ok_or_else(|| Error::new(ErrorKind::Protocol, format!("expected a session cookie from {}, got none", asked.authority)))?;
    Ok((id, user))
}

async fn existing_session(link: &Link, wanted: Option<String>, id: SecretString) -> Result<LoggedIn, Error> {
    let info = link.persist(Effect::Read, || link.exchange(web::session_info(&id), None, web::decode)).await?;
    let user = User::from_session(&info).ok_or_else(|| unexpected(link, "the session's user"))?;
    let database = info.get("db").and_then(Value::as_str).ok_or_else(|| unexpected(link, "the session's database"))?.to_owned();
    if wanted.is_some_and(|wanted| wanted != database) {
        return Err(Error::new(ErrorKind::Auth, "the session belongs to another database").never_ran());
    }
    Ok(LoggedIn { speaker: Speaker::Web(WebSession::new(id, None)), user, database })
}

/// The server's database, if there is one only and it says so.
async fn only_database(link: &Link) -> Result<String, Error> {
    let several = |why: &str| Error::new(ErrorKind::Auth, format!("name the database: {} {why}", link.authority())).never_ran();
    let names = listed(link).await.map_err(|error| match error.odoo_name() {
        Some(_) => several("does not list its databases").caused_by(error),
        None => error,
    })?;
    match names.as_slice() {
        [name] => Ok(name.clone()),
        [] => Err(several("lists none")),
        more => Err(several(&format!("has {}", shown(more)))),
    }
}

/// The databases that the server lists.
async fn listed(link: &Link) -> Result<Vec<String>, Error> {
    let listing = link.persist(Effect::Read, || link.exchange(web::database_list(), None, web::decode)).await?;
    Ok(listing.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The first names of databases, for a message.
fn shown(names: &[String]) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    let named: Vec<String> = names.iter().take(MOST_NAMED).map(|name| format!("`{}`", crate::error::text::one_line(name))).collect();
    if more > 0 { format!("{} and {more} more", named.join(", ")) } else { named.join(", ") }
}

/// A failed login in one kind and words that help, whatever the API. A database that cannot be opened comes as an error of
/// the database driver, or, where the API is known to be there, as a missing page.
fn explained(error: Error, database: &str) -> Error {
    let driver = error.odoo_name().is_some_and(|name| name.starts_with("psycopg2."));
    match error.kind() {
        ErrorKind::Auth | ErrorKind::Access if error.odoo_name().is_some() => refused().caused_by(error),
        ErrorKind::Server if driver => no_database(database).caused_by(error),
        ErrorKind::Version if error.odoo_name().is_none() => no_database(database).caused_by(error),
        _ => error,
    }
}

fn no_database(name: &str) -> Error {
    Error::new(ErrorKind::Auth, format!("Odoo cannot open the database `{name}`: is it there, and is its server up")).never_ran()
}

fn unexpected(link: &Link, wanted: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("expected {wanted} from {}, got something else", link.authority()))
}
