//! `login`: works on as another user, for this session only.

use odoo_sdk::validate::IssueCode;
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::error_code::ErrorCode;
use crate::odoo::Credential;
use crate::tools::class::{Connection, Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct Login;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Kind of credential: `api_key`, `password` or `session`.
    method: String,
    /// Login name; not needed for `session`.
    username: Option<String>,
    /// The API key, the password or the session id.
    credential: Secret,
    /// Database name; default: the configured one.
    database: Option<String>,
}

/// A text that is masked and wiped.
#[derive(Debug)]
struct Secret(SecretString);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

impl JsonSchema for Secret {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Write-only: what was given is never repeated, not in an error either.
        json_schema!({"type": "string", "writeOnly": true})
    }
}

impl TypedTool for Login {
    const NAME: &'static str = "login";
    const TITLE: &'static str = "Log in";
    const DESCRIPTION: &'static str = "Work as another user of this Odoo.";
    const RETURNS: Returns =
        &[("user_id", "integer", true), ("database", "string", true), ("version", "string", true), ("administrator", "boolean", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Session, Toolset::Session).with([Use::Choice]).connecting(Connection::Opens)
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { method, username, credential: Secret(secret), database } = arguments;
        let named = || username.clone().filter(|name| !name.is_empty()).ok_or_else(|| missing_name(&method));
        let credential = match method.as_str() {
            "api_key" => Credential::ApiKey { login: named()?, key: secret },
            "password" => Credential::Password { login: named()?, password: secret },
            "session" => Credential::Session { id: secret },
            other => return Err(unknown_method(other)),
        };
        let session = context.odoo.session();
        if let (Some(given), Some(configured)) = (&database, session.database())
            && given != configured
        {
            return Err(other_database(given, configured));
        }
        let connected = session.login(credential, database).await?;
        let client = connected.client();
        let administrator = connected.is_member(crate::policy::ADMINISTRATORS);
        let answer = json!({
            "user_id": client.user().uid,
            "database": client.database(),
            "version": client.version().text,
            "administrator": administrator,
        });
        Ok(ToolOutput::new(answer, format!("logged in as user {}", client.user().uid)))
    }
}

fn missing_name(method: &str) -> Failure {
    let message = format!("`{method}` needs a `username`");
    Failure::invalid(vec![Problem::new(IssueCode::MissingArgument, "username", message)])
}

/// Another database is another Odoo, with other rules: whoever configured this one did not mean it.
fn other_database(given: &str, configured: &str) -> Failure {
    let message = format!("`database` is `{given}`, and this server is for `{configured}`");
    Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "database", message).hint("leave it out")])
}

fn unknown_method(method: &str) -> Failure {
    let message = format!("`method` is `{method}`, expected `api_key`, `password` or `session`");
    Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "method", message)])
}
