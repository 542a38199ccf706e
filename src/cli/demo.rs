//! `demo`: the first run, with nothing installed.

use super::CommandError;
use crate::config::{self, Environment};
use crate::demo;

/// Prints the conversation.
pub(super) async fn run(environment: &Environment) -> Result<(), CommandError> {
    let today = config::today(environment).map_err(CommandError::usage)?;
    demo::run(&mut std::io::stdout().lock(), today).await.map_err(CommandError::failed)
}
