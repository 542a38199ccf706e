//! Which Odoo and who works there: from flags, from the environment, from an earlier run, or asked for.

use std::io::{IsTerminal, Read};

use clap::Args;

use super::ask::Questions;
use crate::cli::CommandError;
use crate::config::{Environment, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_URL, ODOO_USERNAME, Setting};

/// Who works where. The secret is not a flag: it would stay in the history of the shell.
#[derive(Debug, Args)]
pub(super) struct AccountArguments {
    /// Address of the Odoo server; ODOO_URL unless given.
    #[arg(long)]
    url: Option<String>,
    /// Database; ODOO_DB unless given, and not needed where the server has only one.
    #[arg(long)]
    database: Option<String>,
    /// Login of the user; ODOO_USERNAME unless given.
    #[arg(long)]
    user: Option<String>,
    /// Read the API key from standard input; ODOO_API_KEY or ODOO_PASSWORD unless given, else it is asked for.
    #[arg(long)]
    key_stdin: bool,
}

/// The variables of the connection with their values.
pub(super) type Values = Vec<(&'static str, String)>;

impl AccountArguments {
    fn is_given(&self, environment: &Environment) -> bool {
        let flags = [&self.url, &self.database, &self.user].into_iter().any(Option::is_some) || self.key_stdin;
        flags || ALL.iter().any(|setting| environment.get(setting).is_some())
    }

    /// Everything of the connection. An earlier run's values are taken together or not at all: no key goes to another server.
    pub(super) fn values(&self, environment: &Environment, earlier: &Environment) -> Result<Values, CommandError> {
        let environment = if self.is_given(environment) { environment } else { earlier };
        let get = |flag: &Option<String>, setting: &Setting| flag.clone().or_else(|| environment.get(setting).map(str::to_owned));
        let (url, user) = (get(&self.url, &ODOO_URL), get(&self.user, &ODOO_USERNAME));
        let database = get(&self.database, &ODOO_DB);
        let secret = match self.key_stdin {
            true => Some((ODOO_API_KEY, read_key()?)),
            false => [ODOO_API_KEY, ODOO_PASSWORD].into_iter().find_map(|setting| Some((setting, environment.get(&setting)?.to_owned()))),
        };
        let questions = Questions::on_terminal(std::io::stdin().is_terminal() && !self.key_stdin);
        let missing = [(url.is_none(), "--url"), (user.is_none(), "--user"), (secret.is_none(), "--key-stdin (or ODOO_API_KEY)")];
        let missing: Vec<_> = missing.into_iter().filter_map(|(is_missing, flag)| is_missing.then_some(flag)).collect();
        let questions = match (missing.is_empty(), questions) {
            (false, None) => return Err(usage(&format!("there is no terminal to ask on: give {}", missing.join(", ")))),
            (true, _) => None,
            (false, questions) => questions,
        };
        complete(Given { url, database, user, secret }, questions)
    }
}

const ALL: [Setting; 5] = [ODOO_URL, ODOO_DB, ODOO_USERNAME, ODOO_API_KEY, ODOO_PASSWORD];

/// What is known before anything is asked.
struct Given {
    url: Option<String>,
    database: Option<String>,
    user: Option<String>,
    secret: Option<(Setting, String)>,
}

fn complete(given: Given, questions: Option<Questions>) -> Result<Values, CommandError> {
    let asked = |value: Option<String>, question: &str| match (value, &questions) {
        (None, Some(questions)) => questions.ask(question).map(Some),
        (value, _) => Ok(value),
    };
    let url = asked(given.url, "Address of your Odoo, for example https://acme.odoo.com: ")?;
    let database = asked(given.database, "Database (empty where there is only one): ")?;
    let user = asked(given.user, "Login of the user who works through the gateway: ")?;
    let (setting, secret) = match (given.secret, &questions) {
        (Some((setting, secret)), _) => (setting, Some(secret)),
        (None, Some(questions)) => (ODOO_API_KEY, Some(questions.ask_secret("API key of that user (not shown): ")?)),
        (None, None) => (ODOO_API_KEY, None),
    };
    let values = [(ODOO_URL, url), (ODOO_DB, database), (ODOO_USERNAME, user), (setting, secret)];
    let values = values.into_iter().filter_map(|(setting, value)| Some((setting.variable?, value?.trim().to_owned())));
    Ok(values.filter(|(_, value)| !value.is_empty()).collect())
}

fn read_key() -> Result<String, CommandError> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(CommandError::failed)?;
    match text.trim() {
        "" => Err(usage("standard input is empty, expected the API key")),
        key if key.lines().count() > 1 => Err(usage("standard input has several lines, expected the API key alone")),
        key => Ok(key.to_owned()),
    }
}

fn usage(message: &str) -> CommandError {
    CommandError::usage(anyhow::anyhow!("{message}"))
}
