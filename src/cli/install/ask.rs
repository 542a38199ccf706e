//! Questions on the terminal. They go to standard error: what the command prints stays the command's.

use std::io::Write;

use super::client::Client;
use super::folders::Folders;
use crate::cli::CommandError;

/// A person at a terminal.
#[derive(Debug)]
pub(super) struct Questions(());

impl Questions {
    /// Where there is a terminal.
    pub(super) fn on_terminal(is_there: bool) -> Option<Self> {
        is_there.then_some(Self(()))
    }

    pub(super) fn ask(&self, question: &str) -> Result<String, CommandError> {
        say(question).map_err(CommandError::failed)?;
        let mut answer = String::new();
        match std::io::stdin().read_line(&mut answer) {
            Ok(0) => Err(CommandError::usage(anyhow::anyhow!("nothing was answered"))),
            Ok(_) => Ok(answer.trim().to_owned()),
            Err(error) => Err(CommandError::failed(error)),
        }
    }

    /// The same, without showing what is typed.
    pub(super) fn ask_secret(&self, question: &str) -> Result<String, CommandError> {
        rpassword::prompt_password(question).map_err(CommandError::failed)
    }

    /// Which of the clients; those that are on this machine are marked.
    pub(super) fn ask_client(&self, clients: &[Client], folders: &Folders<'_>) -> Result<Client, CommandError> {
        let rows = clients.iter().enumerate().map(|(number, client)| {
            let mark = if client.is_here(folders) { ", found on this machine" } else { "" };
            format!("  {}  {}{mark}\n", number + 1, client.facts().title)
        });
        let answer = self.ask(&format!("Which client?\n{}Number: ", rows.collect::<String>()))?;
        let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let unknown = || CommandError::usage(anyhow::anyhow!("found `{answer}`, expected a number from 1 to {}", clients.len()));
        number.and_then(|number| clients.get(number)).copied().ok_or_else(unknown)
    }
}

/// A line, or a question, for the person.
pub(super) fn say(text: &str) -> std::io::Result<()> {
    let mut stderr = std::io::stderr();
    stderr.write_all(text.as_bytes())?;
    stderr.flush()
}
