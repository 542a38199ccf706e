//! `token`: gateway keys. A key carries one Odoo user's credential, sealed; whoever holds it calls as that user, within its scope.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context;
use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{CommandError, check};
use crate::config::{Configuration, ConfiguredOdoo, Environment, http_text};
use crate::http::key_ring;
use crate::keys::{GatewayKey, KeyCredential, KeyRing, Register, SharedRevocations, seconds};
use crate::odoo::{ConnectionSettings, Credential};
use crate::policy::{Mode, Scope};
use crate::replicas::Replicas;
use crate::session::{Instance, Session};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What is done with keys.
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Print a new key for ENCRYPTION_KEY.
    Keygen,
    /// Seal a gateway key for the configured Odoo user, or for another whose API key is read from standard input.
    Issue(Issue),
    /// Show what a gateway key holds, without its secret; the key is read from standard input.
    Inspect,
    /// List the gateway keys of the state folder.
    List,
    /// Revoke a gateway key: running servers with this state folder or this Redis refuse it at once.
    Revoke {
        /// Its id, as `list` and `inspect` show it.
        id: String,
    },
}

/// What a new key may do.
#[derive(Debug, Args)]
pub(super) struct Issue {
    /// Login of another Odoo user; the API key of that user is read from standard input.
    #[arg(long)]
    login: Option<String>,
    /// The Odoo the key is for, where several are configured; the default one unless given.
    #[arg(long)]
    instance: Option<String>,
    /// Name of the key, for lists.
    #[arg(long, default_value = "")]
    name: String,
    /// Models and rights at most, such as `res.partner:RWD,*:R`.
    #[arg(long)]
    scope: Option<String>,
    /// Nothing can be changed with it.
    #[arg(long)]
    read_only: bool,
    /// Days until it ends.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u64).range(1..=3_650))]
    days: u64,
}

/// Runs the command.
pub(super) async fn run(command: &Token, environment: &Environment) -> Result<(), CommandError> {
    if let Token::Keygen = command {
        return print_line(&KeyRing::generate().map_err(CommandError::failed)?);
    }
    let configuration = Configuration::read(environment).map_err(CommandError::usage)?;
    match command {
        Token::Keygen => Ok(()),
        Token::Issue(arguments) => issue(arguments, configuration).await,
        Token::Inspect => inspect(&configuration),
        Token::List => list(&register(&configuration)?),
        Token::Revoke { id } => revoke(id, &configuration).await,
    }
}

async fn issue(arguments: &Issue, configuration: Configuration) -> Result<(), CommandError> {
    let ring = ring(&configuration)?;
    let scope = arguments.scope.as_deref().map(str::parse::<Scope>).transpose().map_err(CommandError::usage)?;
    let register = configuration.tools.state_folder.is_some().then(|| register(&configuration)).transpose()?;
    let odoo = odoo(arguments, &configuration)?;
    let settings = settings(arguments, odoo)?;
    let instance = Instance { schemas: odoo.schemas.clone(), ..Instance::only(Some(settings.address())) };
    confirm(instance, settings.clone()).await?;
    let key = key(arguments, settings, scope)?;
    let sealed = key.seal(&ring).map_err(CommandError::failed)?;
    match register {
        Some(register) => register.issued((&key).into()).map_err(CommandError::failed)?,
        None => say("MCP_STATE_FOLDER is not set: this key can neither be listed nor revoked before it ends")?,
    }
    print_line(sealed.expose_secret())
}

/// The Odoo that the key is for.
fn odoo<'c>(arguments: &Issue, configuration: &'c Configuration) -> Result<&'c ConfiguredOdoo, CommandError> {
    let Some(name) = &arguments.instance else { return Ok(&configuration.odoo) };
    let names = || configuration.odoos().map(|odoo| format!("`{}`", odoo.name)).collect::<Vec<_>>().join(", ");
    let unknown = || CommandError::usage(anyhow::anyhow!("no Odoo `{name}` is configured, expected one of {}", names()));
    configuration.odoos().find(|odoo| odoo.name.as_str() == name).ok_or_else(unknown)
}

/// The connection of the key's user.
fn settings(arguments: &Issue, odoo: &ConfiguredOdoo) -> Result<ConnectionSettings, CommandError> {
    let Some(login) = &arguments.login else {
        return odoo.connection.clone().map_err(CommandError::usage);
    };
    let address = odoo.address.clone().ok_or_else(|| CommandError::usage(anyhow::anyhow!("ODOO_URL is not set")))?;
    let key = read_secret()?;
    let credential = Credential::ApiKey { login: login.clone(), key };
    Ok(address.with(credential))
}

/// Odoo has to know the user: no key is sealed for a credential that does not work.
async fn confirm(instance: Instance, settings: ConnectionSettings) -> Result<(), CommandError> {
    let connected = Session::alone(instance, &Ok(settings)).connected().await;
    connected.map(drop).map_err(|error| CommandError::new(check::exit_of(&error), error))
}

fn key(arguments: &Issue, settings: ConnectionSettings, scope: Option<Scope>) -> Result<GatewayKey, CommandError> {
    let (login, credential) = match settings.credential {
        Credential::ApiKey { login, key } => (login, KeyCredential::ApiKey(key)),
        Credential::Password { login, password } => (login, KeyCredential::Password(password)),
        Credential::Session { .. } => {
            return Err(CommandError::usage(anyhow::anyhow!("a web session cannot be sealed, expected an API key")));
        }
    };
    let issued_at = seconds(SystemTime::now);
    Ok(GatewayKey {
        id: GatewayKey::new_id().map_err(CommandError::failed)?,
        name: arguments.name.clone(),
        url: settings.url,
        database: settings.database,
        login,
        credential,
        scope,
        mode: if arguments.read_only { Mode::ReadOnly } else { Mode::ReadWrite },
        issued_at,
        expires_at: Some(issued_at.saturating_add(arguments.days * DAY)),
    })
}

fn inspect(configuration: &Configuration) -> Result<(), CommandError> {
    let ring = ring(configuration)?;
    let key = GatewayKey::open(&ring, read_secret()?.expose_secret()).map_err(CommandError::failed)?;
    print_json(&json!({
        "id": key.id,
        "name": key.name,
        "url": key.url,
        "database": key.database,
        "user": key.login,
        "scope": key.scope.map(|scope| scope.to_string()),
        "mode": key.mode.name(),
        "issued_at": key.issued_at,
        "expires_at": key.expires_at,
    }))
}

fn list(register: &Register) -> Result<(), CommandError> {
    let entries = register.entries().map_err(CommandError::failed)?;
    entries.iter().try_for_each(|entry| print_json(&json!(entry)))
}

/// In the register, and where replicas share what is revoked. One of them is enough.
async fn revoke(id: &str, configuration: &Configuration) -> Result<(), CommandError> {
    let shared = shared(configuration)?;
    if let Some(shared) = &shared {
        shared.revoke(&[id.to_owned()]).await.map_err(CommandError::failed)?;
    }
    match shared.is_some() && configuration.tools.state_folder.is_none() {
        true => Ok(()),
        false => note_revoked(id, &register(configuration)?),
    }
}

fn shared(configuration: &Configuration) -> Result<Option<SharedRevocations>, CommandError> {
    let text = http_text(&configuration.settings);
    let Some(url) = text.redis_url else { return Ok(None) };
    let replicas = Replicas::open(url, 1, text.redis_timeout).context("REDIS_URL").map_err(CommandError::usage)?;
    Ok(Some(SharedRevocations::new(Arc::new(replicas))))
}

fn note_revoked(id: &str, register: &Register) -> Result<(), CommandError> {
    let now = seconds(SystemTime::now);
    let is_listed = register.entries().map_err(CommandError::failed)?.iter().any(|entry| entry.id == id);
    register.revoke(id, now).map_err(CommandError::failed)?;
    if is_listed { Ok(()) } else { say("the id is not listed here; it is revoked all the same") }
}

fn ring(configuration: &Configuration) -> Result<KeyRing, CommandError> {
    let ring = key_ring(&http_text(&configuration.settings)).map_err(CommandError::usage)?;
    ring.ok_or_else(|| CommandError::usage(anyhow::anyhow!("ENCRYPTION_KEY is not set: `odoo-gateway token keygen` makes one")))
}

fn register(configuration: &Configuration) -> Result<Register, CommandError> {
    let folder = configuration.tools.state_folder.as_deref();
    let folder = folder.ok_or_else(|| CommandError::usage(anyhow::anyhow!("MCP_STATE_FOLDER is not set")))?;
    Register::open(folder).map_err(CommandError::failed)
}

/// The first line of standard input: secrets do not belong on a command line.
fn read_secret() -> Result<SecretString, CommandError> {
    let mut text = String::new();
    std::io::stdin().lock().take(16 * 1024).read_to_string(&mut text).map_err(CommandError::failed)?;
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.into()),
        _ => Err(CommandError::usage(anyhow::anyhow!("standard input is empty, expected a key"))),
    }
}

fn print_line(text: &str) -> Result<(), CommandError> {
    writeln!(std::io::stdout(), "{text}").map_err(CommandError::failed)
}

fn print_json(value: &Value) -> Result<(), CommandError> {
    print_line(&value.to_string())
}

fn say(text: &str) -> Result<(), CommandError> {
    writeln!(std::io::stderr(), "note: {text}").map_err(CommandError::failed)
}
