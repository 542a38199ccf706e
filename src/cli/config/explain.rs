//! `config explain`: what would be decided, and by which rule, judged by the very code that judges calls.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use odoo_sdk::schema::Pack;
use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use super::super::Stop;
use crate::catalog::{Catalog, embedded_pack as pack};
use crate::config::Loaded;
use crate::policy::{Caller, Denial, Policy, Ruling};

/// What is asked.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArguments {
    /// The user, for the words of the answer.
    #[arg(long, default_value = "a user")]
    user: String,
    /// The user is in this group, such as `base.group_system` for an administrator; may be given again.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// The model.
    #[arg(long)]
    model: String,
    /// The operation.
    #[arg(long, value_enum)]
    op: Op,
    /// A field that is read, searched or written.
    #[arg(long)]
    field: Option<String>,
    /// The method, with `--op call`.
    #[arg(long)]
    method: Option<String>,
    /// The series of Odoo.
    #[arg(long, default_value = "19.0")]
    series: Series,
    /// The folder of files; CONFIG_DIR unless given.
    #[arg(long, value_name = "DIR")]
    pub(super) config_dir: Option<PathBuf>,
}

/// An operation.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Op {
    Read,
    Search,
    Create,
    Write,
    Delete,
    Call,
}

/// The text.
pub(super) fn text(loaded: &Loaded, arguments: &ExplainArguments) -> Result<String, Stop> {
    let catalog = catalog(arguments.series).map_err(Stop::failed)?;
    let groups = |group: &str| Some(arguments.groups.iter().any(|known| known == group));
    let caller = Caller { tool: "config explain", scope: None, groups: &groups };
    let ruling = Policy::new(loaded.rules.clone()).permit(call(arguments), &caller, &catalog);
    let asked = format!("{}: {:?} on {}{}", arguments.user, arguments.op, arguments.model, detail(arguments)).to_lowercase();
    Ok(match ruling {
        Ok(Ruling::Permitted(_)) => format!("{asked}: allowed, no rule refuses it"),
        Ok(Ruling::Needs(_, needs)) => {
            let models: Vec<String> = needs.models.into_iter().collect();
            format!("{asked}: not known without the connected Odoo, which is asked for {}", models.join(", "))
        }
        Err(denial) => refused(&asked, &denial),
    })
}

fn refused(asked: &str, denial: &Denial) -> String {
    let reasons = denial.reasons.iter().map(|reason| format!("\n  step {}, rule {}: {}", reason.step.name(), reason.rule, reason.message));
    format!("{asked}: refused{}", reasons.collect::<String>())
}

fn detail(arguments: &ExplainArguments) -> String {
    let parts = [("field", &arguments.field), ("method", &arguments.method)];
    parts.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| format!(", {name} {value}"))).collect()
}

fn call(arguments: &ExplainArguments) -> Call {
    let model = &arguments.model;
    let field = arguments.field.as_deref();
    let values = || field.map(|field| (field.to_owned(), Value::Bool(false))).into_iter().collect::<Map<_, _>>();
    match arguments.op {
        Op::Read => Call::read_records(model, [1], [field.unwrap_or("id")]),
        Op::Search => Call::search_count(model, field.map_or_else(|| json!([]), |field| json!([[field, "=", false]]))),
        Op::Create => Call::create(model, [values()]),
        Op::Write => Call::write(model, [1], values()),
        Op::Delete => Call::unlink(model, [1]),
        Op::Call => Call::new(model, arguments.method.as_deref().unwrap_or("action_confirm")).ids([1]),
    }
}

/// Everything of the snapshot is taken for installed.
fn catalog(series: Series) -> anyhow::Result<Catalog> {
    let pack: Pack<'static> = pack(series)?;
    Ok(Catalog::new(series, Some(pack.manifest()?.modules.into_keys().collect())))
}
