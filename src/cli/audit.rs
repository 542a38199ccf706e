//! `audit summary`: who did what, out of an audit file.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;

use super::CommandError;
use crate::audit::summarise;

/// What to do with an audit.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Count by user, tool and model what was allowed, refused and failed.
    Summary {
        /// The audit file.
        file: PathBuf,
    },
}

/// Runs it.
pub(super) fn run(command: &Audit) -> Result<(), CommandError> {
    let Audit::Summary { file } = command;
    let opened = File::open(file).with_context(|| format!("cannot read `{}`", file.display())).map_err(CommandError::usage)?;
    let text = summarise(BufReader::new(opened)).map_err(CommandError::failed)?;
    write!(std::io::stdout(), "{text}").map_err(CommandError::failed)
}
