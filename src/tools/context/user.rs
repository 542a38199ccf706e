//! Language and time zone of the user, which every call is made with. Not every login reports them: then Odoo is asked once.
//!
//! This is housekeeping of the connection like reading a schema, not a caller's call, so no policy judges it.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use odoo_sdk::client::User;
use odoo_sdk::validate::patch;
use tokio::sync::OnceCell;

use super::Odoo;
use crate::error_code::ErrorCode;
use crate::session::Connected;
use crate::tools::failure::{Failure, Problem};

/// Most users whose language and time zone are held.
const MOST_USERS: u64 = 1_000;

/// How long they are believed.
const USER_TTL: Duration = Duration::from_secs(600);

/// Languages and time zones of users whose login did not report them, by identity.
#[derive(Debug, Clone)]
pub(crate) struct Users {
    known: Cache<String, Arc<OnceCell<User>>>,
}

impl Default for Users {
    fn default() -> Self {
        Self { known: Cache::builder().max_capacity(MOST_USERS).time_to_live(USER_TTL).build() }
    }
}

impl Users {
    fn get(&self, identity: String) -> Arc<OnceCell<User>> {
        self.known.get_with(identity, Arc::default)
    }
}

impl Odoo {
    /// Refuses a language of the caller's that is not active: 17 would take it for none and write the text of every language.
    pub(crate) async fn check_language(&self) -> Result<(), Failure> {
        match self.language_given() {
            Some(given) if self.connected().await?.client().user().lang.as_deref() == Some(given) => Ok(()),
            Some(given) => self.check_active(given, "context.lang").await,
            None => Ok(()),
        }
    }

    /// Refuses a language that is not active, at its place in the call.
    pub(crate) async fn check_active(&self, language: &str, place: &str) -> Result<(), Failure> {
        match self.connected().await?.languages_without(language).await? {
            Some(active) => Err(inactive(language, &active, place)),
            None => Ok(()),
        }
    }

    /// The user of the connection, with language and time zone where they have any.
    pub(crate) async fn user(&self) -> Result<User, Failure> {
        let connected = self.connected().await?;
        let user = connected.client().user();
        if user.lang.is_some() || user.tz.is_some() {
            return Ok(user.clone());
        }
        let cell = self.users.get(self.identity().await?);
        // A failure is not kept: the call goes on without, and the next one asks again.
        Ok(cell.get_or_try_init(|| ask(connected)).await.unwrap_or(user).clone())
    }
}

async fn ask(connected: &Connected) -> Result<User, odoo_sdk::Error> {
    let reported = connected.client().own_context().await?;
    let text = |name: &str| reported.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    Ok(User { lang: text("lang"), tz: text("tz"), ..connected.client().user().clone() })
}

/// With the active language of the same tongue where there is one: `fr` and `fr_CA` for `fr_FR`.
fn inactive(given: &str, active: &[String], place: &str) -> Failure {
    let tongue = |code: &str| code.split(['_', '-']).next().unwrap_or_default().to_ascii_lowercase();
    let near: Vec<&String> = active.iter().filter(|code| tongue(code) == tongue(given)).collect();
    let problem = Problem::new(ErrorCode::WrongValue, place, format!("the language `{given}` is not active in this Odoo"));
    let names: Vec<String> = active.iter().map(|code| format!("`{code}`")).collect();
    let problem = problem.hint(format!("active are {}", names.join(", ")));
    Failure::invalid(vec![match near.as_slice() {
        [only] if place == "context.lang" => problem.fix([patch::replace(patch::pointer("context.lang"), only.as_str())]),
        _ => problem,
    }])
}
