//! What `config explain` is asked: a user, a model, an operation, and the arguments of a call.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use odoo_sdk::Series;
use odoo_sdk::validate::Access;
use serde_json::{Map, Value};

use crate::policy::{Mode, Scope};

/// What is asked.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArguments {
    /// The user; the configured one unless given.
    #[arg(long)]
    pub(super) user: Option<String>,
    /// The user is in this group, such as `base.group_system`; may be given again. Odoo is not asked then.
    #[arg(long = "group")]
    pub(super) groups: Vec<String>,
    /// The user is an administrator. Odoo is not asked then.
    #[arg(long)]
    pub(super) admin: bool,
    /// Do not ask the configured Odoo.
    #[arg(long)]
    pub(super) offline: bool,
    /// Mode of the session, within the server's.
    #[arg(long, default_value = "readwrite")]
    pub(super) mode: Mode,
    /// Scope of the session, within the server's.
    #[arg(long)]
    pub(super) scope: Option<Scope>,
    /// The model.
    #[arg(long)]
    pub(super) model: String,
    /// The operation.
    #[arg(long, value_enum)]
    pub(super) op: Op,
    /// A field that is read, searched or written.
    #[arg(long)]
    pub(super) field: Option<String>,
    /// The method, with `--op call`.
    #[arg(long)]
    pub(super) method: Option<String>,
    /// Arguments of the call as its tool takes them, such as `{"values": {"email": "x"}}`: `record_ids`, `fields`, `domain`, `values`,
    /// `args`, `kwargs`, `context`.
    #[arg(long, value_name = "JSON", value_parser = object)]
    pub(super) arguments: Option<Arguments>,
    /// The series of Odoo, where Odoo is not asked.
    #[arg(long, default_value = "19.0")]
    pub(super) series: Series,
    /// The folder of files; CONFIG_DIR unless given.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) config_dir: Option<PathBuf>,
}

/// Arguments of a call.
pub(super) type Arguments = Map<String, Value>;

fn object(text: &str) -> Result<Arguments, String> {
    serde_json::from_str(text).map_err(|error| format!("expected a JSON object: {error}"))
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

impl Op {
    pub(super) fn operation(self) -> Access {
        match self {
            Self::Read | Self::Search => Access::Read,
            Self::Create => Access::Create,
            Self::Write => Access::Write,
            Self::Delete => Access::Delete,
            Self::Call => Access::Call,
        }
    }
}
