//! `completions`: a script that completes commands and flags in a shell.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, CommandError};

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell.
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(arguments: &CompletionsArguments) -> Result<(), CommandError> {
    let (mut script, mut command) = (Vec::new(), Arguments::command());
    clap_complete::generate(arguments.shell, &mut command, env!("CARGO_PKG_NAME"), &mut script);
    std::io::stdout().write_all(&script).map_err(CommandError::failed)
}
