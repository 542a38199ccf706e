//! `validate`: checks calls offline, JSON lines in, JSON lines out.

use std::io::{BufRead, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use odoo_sdk::Series;

use super::CommandError;
use crate::offline::{OfflineSchemas, judge};

/// What to check against.
#[derive(Debug, Args)]
pub(super) struct ValidateArguments {
    /// Series: 17.0, 18.0 or 19.0.
    #[arg(long)]
    series: Series,
    /// Folder of your own snapshot, as `xtask snapshot` writes it, instead of the built-in one.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

/// Reads calls from standard input and writes a verdict for each; a bad line is an error line and the rest goes on.
pub(super) fn run(arguments: &ValidateArguments) -> Result<(), CommandError> {
    let schemas = OfflineSchemas::open(arguments.series, arguments.schemas.as_deref()).map_err(CommandError::usage)?;
    let mut input = std::io::stdin().lock();
    let mut output = BufWriter::new(std::io::stdout().lock());
    let (mut line, mut number) = (Vec::new(), 0_usize);
    loop {
        line.clear();
        number += 1;
        if input.read_until(b'\n', &mut line).map_err(CommandError::failed)? == 0 {
            return output.flush().map_err(CommandError::failed);
        }
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            writeln!(output, "{}", judge(number, &text, arguments.series, &schemas)).map_err(CommandError::failed)?;
        }
    }
}
