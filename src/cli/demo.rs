//! `demo`: the first run, with nothing installed.

use super::Stop;
use crate::demo;

/// Prints the conversation.
pub(super) async fn run() -> Result<(), Stop> {
    demo::run(&mut std::io::stdout().lock()).await.map_err(Stop::failed)
}
