//! `install`: writes the gateway into the configuration of clients, and `setup`: the same as a guided first run.
//!
//! Everything is read and judged before anything is written: a file that cannot be edited, or a login that Odoo refuses, leaves every file
//! as it was. The credential goes to a file that the configuration names. The keychains of systems are not used: what reads them on
//! Linux needs a running desktop, and a client that starts the gateway without one would find nothing.

mod account;
mod ask;
mod client;
mod credential;
mod entry;
mod file;
mod folders;
mod json;
mod launch;
mod plan;
mod toml;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::account::{AccountArguments, Values};
use self::ask::Questions;
use self::client::Client;
use self::file::{UserFile, Written};
use self::folders::{Folders, System};
use self::plan::{Change, Target};
use super::{CommandError, check};
use crate::config::{Configuration, Environment};

/// What is written where.
#[derive(Debug, Args)]
pub(super) struct InstallArguments {
    /// The clients; asked for unless given.
    #[arg(value_enum)]
    clients: Vec<Client>,
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    naming: Naming,
    /// Print what would be in the client's configuration, and write nothing.
    #[arg(long, conflicts_with_all = ["uninstall", "dry_run"])]
    print: bool,
    /// Take the gateway out of the configuration again.
    #[arg(long)]
    uninstall: bool,
    /// Do everything but write.
    #[arg(long)]
    dry_run: bool,
}

/// The guided first run.
#[derive(Debug, Args)]
pub(super) struct SetupArguments {
    /// The client; asked for unless given.
    #[arg(long, value_enum)]
    client: Option<Client>,
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    naming: Naming,
}

#[derive(Debug, Args)]
struct Naming {
    /// Name of the server in the client, one for each Odoo.
    #[arg(long, default_value = "odoo", value_parser = name)]
    name: String,
    /// Use the embedded Odoo with its sample company: no account is needed.
    #[arg(long)]
    demo: bool,
}

const WELCOME: &str = "\
This connects an assistant to your Odoo: four answers, a trial login, and one file of the assistant.

It works with the rights of one Odoo user. Make an API key for that user in Odoo: click the avatar, open Preferences (My Profile in
older versions), then Account Security, New API Key. Choose a long duration where one is asked for, and copy the key.

";

/// What works in every Odoo, for the first try.
const FIRST_WORDS: &str = "Which apps are installed in our Odoo, and how many contacts do we have?";

/// Runs `install`.
pub(super) async fn run(arguments: &InstallArguments, environment: &Environment) -> Result<(), CommandError> {
    let read = |name: &str| std::env::var(name).ok();
    let folders = Folders::new(System::this(), &read);
    let clients = if arguments.clients.is_empty() { vec![chosen(&folders)?] } else { arguments.clients.clone() };
    let targets = targets(&clients, &arguments.naming, &folders)?;
    if arguments.print {
        return targets.iter().try_for_each(print);
    }
    if arguments.uninstall {
        return uninstall(&targets, arguments.dry_run, &folders);
    }
    install(&targets, &arguments.account, arguments.dry_run, environment).await
}

/// Runs `setup`.
pub(super) async fn setup(arguments: &SetupArguments, environment: &Environment) -> Result<(), CommandError> {
    if std::io::stdin().is_terminal() {
        ask::say(WELCOME).map_err(CommandError::failed)?;
    }
    let SetupArguments { client, account, naming } = arguments;
    let read = |name: &str| std::env::var(name).ok();
    let folders = Folders::new(System::this(), &read);
    let client = client.map_or_else(|| chosen(&folders), Ok)?;
    install(&targets(&[client], naming, &folders)?, account, false, environment).await
}

/// The client that a person chooses; a script gets the list.
fn chosen(folders: &Folders<'_>) -> Result<Client, CommandError> {
    let clients = Client::value_variants();
    match Questions::on_terminal(std::io::stdin().is_terminal()) {
        Some(questions) => questions.ask_client(clients, folders),
        None => {
            let names: Vec<_> = clients.iter().map(|client| format!("`{}`", client.name())).collect();
            Err(CommandError::usage(anyhow::anyhow!("no client is named, expected one of {}", names.join(", "))))
        }
    }
}

fn targets(clients: &[Client], naming: &Naming, folders: &Folders<'_>) -> Result<Vec<Target>, CommandError> {
    clients.iter().map(|client| Target::of(*client, &naming.name, naming.demo, folders).map_err(CommandError::usage)).collect()
}

fn print(target: &Target) -> Result<(), CommandError> {
    ask::say(&format!("{}:\n", target.path.display())).map_err(CommandError::failed)?;
    writeln!(std::io::stdout(), "{}", target.snippet().trim_end()).map_err(CommandError::failed)
}

async fn install(targets: &[Target], account: &AccountArguments, dry_run: bool, environment: &Environment) -> Result<(), CommandError> {
    let changes = targets.iter().map(Change::install).collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let credential = match targets.first().and_then(|target| target.credential.clone()) {
        Some(path) => Some(Credential::tried(path, account, environment).await?),
        None => None,
    };
    if let Some(credential) = credential {
        credential.write(dry_run)?;
    }
    for (target, change) in targets.iter().zip(changes) {
        write_change(&change, dry_run)?;
        if !dry_run {
            line(&format!("{}, then ask: {FIRST_WORDS}", target.client.facts().reload))?;
        }
    }
    Ok(())
}

fn uninstall(targets: &[Target], dry_run: bool, folders: &Folders<'_>) -> Result<(), CommandError> {
    let changes = targets.iter().map(Change::uninstall).collect::<Result<Vec<_>, _>>().map_err(refused)?;
    changes.iter().try_for_each(|change| write_change(change, dry_run))?;
    let Some(path) = targets.first().and_then(|target| target.credential.as_ref()).filter(|path| path.is_file()) else { return Ok(()) };
    let users = plan::users_of(path, folders);
    let left: Vec<_> = users.into_iter().filter(|client| !targets.iter().any(|target| target.client == *client)).collect();
    match left.first() {
        Some(client) => line(&format!("kept {}: {} uses it", path.display(), client.facts().title)),
        None if dry_run => line(&format!("would remove {}", path.display())),
        None => {
            std::fs::remove_file(path).map_err(CommandError::failed)?;
            line(&format!("removed {}", path.display()))
        }
    }
}

/// The credential file with what goes into it.
struct Credential {
    path: PathBuf,
    file: UserFile,
    text: String,
}

impl Credential {
    /// What Odoo accepts: the connection is tried as `check` does.
    async fn tried(path: PathBuf, account: &AccountArguments, environment: &Environment) -> Result<Self, CommandError> {
        let file = UserFile::read(&path).map_err(CommandError::failed)?;
        let earlier = match &file.text {
            Some(_) => Environment::read(Some(&path)).map_err(CommandError::usage)?,
            None => Environment::default(),
        };
        let values = account.values(environment, &earlier)?;
        try_out(&values).await?;
        let text = credential::merged(file.text.as_deref().unwrap_or_default(), &values);
        Ok(Self { path, file, text })
    }

    fn write(&self, dry_run: bool) -> Result<(), CommandError> {
        let what = format!("{} (the credential, readable by you alone)", self.path.display());
        if dry_run {
            return line(&format!("would write {what}"));
        }
        // No copy: it would be one more place with a secret.
        match self.file.write(&self.text, false).map_err(CommandError::failed)? {
            Written::Unchanged => line(&format!("unchanged {what}")),
            Written::New | Written::Replaced(_) => line(&format!("wrote {what}")),
        }
    }
}

async fn try_out(values: &Values) -> Result<(), CommandError> {
    let environment: Environment = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let configuration = Configuration::read(&environment).map_err(CommandError::usage)?;
    check::lines(&configuration.odoo).await?.iter().try_for_each(|found| line(found))
}

fn write_change(change: &Change, dry_run: bool) -> Result<(), CommandError> {
    let path = change.path.display();
    if dry_run {
        let would = if change.is_needed() { "would write" } else { "unchanged" };
        return line(&format!("{would} {path}"));
    }
    match change.write().map_err(CommandError::failed)? {
        Written::Unchanged => line(&format!("unchanged {path}")),
        Written::New => line(&format!("wrote {path}")),
        Written::Replaced(copy) => line(&format!("wrote {path} (the old one: {})", copy.display())),
    }
}

/// Only the person can put a file right.
fn refused(error: plan::PlanError) -> CommandError {
    match error {
        plan::PlanError::File(error) => CommandError::failed(error),
        other => CommandError::usage(other),
    }
}

fn line(text: &str) -> Result<(), CommandError> {
    writeln!(std::io::stdout(), "{text}").map_err(CommandError::failed)
}

/// A name that every client takes and that is a file name everywhere.
fn name(text: &str) -> Result<String, String> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let is_name = (1..=40).contains(&text.len()) && text.chars().all(fits);
    if is_name { Ok(text.to_owned()) } else { Err("expected letters, digits, `-` and `_`, at most 40".to_owned()) }
}
