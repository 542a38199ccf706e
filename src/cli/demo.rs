//! `demo`: the first run, with nothing installed.

use super::Stop;
use crate::config::{self, Environment};
use crate::demo;

/// Prints the conversation.
pub(super) async fn run(environment: &Environment) -> Result<(), Stop> {
    let today = config::today(environment).map_err(Stop::usage)?;
    demo::run(&mut std::io::stdout().lock(), today).await.map_err(Stop::failed)
}
