//! `config`: the configuration without a server: validate, show, explain, schema, measure.

mod explain;
mod measure;
mod show;

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;

use super::CommandError;
use crate::config::{Configuration, Environment, FILES};

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum Config {
    /// Check a folder of files: every fault with its file, line and column.
    Validate {
        /// The folder; CONFIG_DIR unless given.
        #[arg(long, value_name = "DIR")]
        config_dir: Option<PathBuf>,
    },
    /// Print the effective configuration and where each value comes from.
    Show {
        /// The folder; CONFIG_DIR unless given.
        #[arg(long, value_name = "DIR")]
        config_dir: Option<PathBuf>,
    },
    /// Say what would be decided of an operation on a model, and by which rule.
    Explain(explain::ExplainArguments),
    /// Measure what the policy costs a call; run it from a release build.
    Measure {
        /// The folder; CONFIG_DIR unless given.
        #[arg(long, value_name = "DIR")]
        config_dir: Option<PathBuf>,
    },
    /// Print the JSON Schema of a file, or of all.
    Schema {
        /// The file's name, such as `restrictions.yaml`.
        file: Option<String>,
    },
}

/// Runs one of them.
pub(super) async fn run(command: &Config, environment: &Environment) -> Result<(), CommandError> {
    match command {
        Config::Validate { config_dir } => validate(config_dir.as_ref(), environment),
        Config::Show { config_dir } => print(&show::text(&load(config_dir.as_ref(), environment)?)),
        Config::Explain(arguments) => print(&explain::text(&load(arguments.config_dir.as_ref(), environment)?, arguments).await?),
        Config::Measure { config_dir } => print(&measure::text(&load(config_dir.as_ref(), environment)?)?),
        Config::Schema { file } => schema(file.as_deref()),
    }
}

fn load(folder: Option<&PathBuf>, environment: &Environment) -> Result<Configuration, CommandError> {
    match folder {
        Some(folder) => Configuration::of(Some(folder), environment),
        None => Configuration::read(environment),
    }
    .map_err(CommandError::usage)
}

fn validate(folder: Option<&PathBuf>, environment: &Environment) -> Result<(), CommandError> {
    let configuration = load(folder, environment)?;
    let warnings: String = configuration.warnings.iter().map(|warning| format!("{warning}\n")).collect();
    let files: Vec<&str> = configuration.folder.sources.iter().map(|source| source.file).collect();
    let read = if files.is_empty() { "no files, built-in rules only".to_owned() } else { files.join(", ") };
    print(&format!("{warnings}configuration is right: {read}"))
}

fn schema(name: Option<&str>) -> Result<(), CommandError> {
    let Some(name) = name else {
        let all: serde_json::Map<String, _> = FILES.iter().map(|file| (file.name.to_owned(), (file.schema)())).collect();
        return print(&format!("{:#}", serde_json::Value::Object(all)));
    };
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => print(&format!("{:#}", (file.schema)())),
        None => {
            let known: Vec<_> = FILES.iter().map(|file| format!("`{}`", file.name)).collect();
            Err(CommandError::usage(anyhow::anyhow!("there is no file `{name}`, expected {}", known.join(", "))))
        }
    }
}

fn print(text: &str) -> Result<(), CommandError> {
    writeln!(std::io::stdout(), "{}", text.trim_end()).map_err(CommandError::failed)
}
