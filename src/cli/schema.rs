//! `schema`: the JSON Schema of what a model takes, with no Odoo at hand.

use std::io::Write;

use clap::Args;
use odoo_models::CHANGES;
use odoo_sdk::Series;

use super::CommandError;
use crate::catalog;

/// Which document.
#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// Series: 17.0, 18.0 or 19.0.
    #[arg(long)]
    series: Series,
    /// The model, as `sale.order`.
    model: String,
}

/// Writes the document in one line: its root is what `create` takes, `#/$defs/write` what `write` takes.
pub(super) fn run(arguments: &SchemaArguments) -> Result<(), CommandError> {
    let SchemaArguments { series, model } = arguments;
    let document = catalog::json_schema(*series, model).ok_or_else(|| unknown(*series, model))?;
    writeln!(std::io::stdout(), "{document}").map_err(CommandError::failed)
}

fn unknown(series: Series, model: &str) -> CommandError {
    let reported = CHANGES.model_elsewhere(series, model).map(|reported| format!("; {}", reported.advice(series))).unwrap_or_default();
    CommandError::usage(anyhow::anyhow!("a standard Odoo {series} has no model `{model}` with records{reported}"))
}
