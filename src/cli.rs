//! The command line: one command, one module; exit codes are documented here and nowhere else.

mod audit;
mod call;
mod check;
mod completions;
mod config;
mod core;
mod demo;
mod health;
mod install;
mod schema;
mod serve;
mod terminal;
mod token;
mod tools;
mod validate;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use tokio::runtime::{Builder, Runtime};

use crate::config::{Environment, documentation, variables};
use crate::pack::Pack;

/// What a run ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Something else went wrong.
    Failed = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// Odoo could not be reached, or what answered is not a supported Odoo.
    Connection = 3,
    /// Odoo refused the credential.
    Login = 4,
}

/// A failed run: its exit code, and the error that is printed.
#[derive(Debug)]
struct CommandError {
    exit: Exit,
    error: anyhow::Error,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 Odoo not reached, 4 login refused";

/// MCP gateway for Odoo 17, 18 and 19.
#[derive(Debug, Parser)]
#[command(version, after_help = after_help(), disable_help_subcommand = true)]
struct Arguments {
    /// File with environment variables, `NAME=value` a line; without it `.env` of the working directory is read where there is one.
    #[arg(long, global = true, value_name = "FILE")]
    env_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve MCP on standard input and output, or over a network.
    Serve(serve::ServeArguments),
    /// Call a tool and print its result as JSON.
    Call(call::CallArguments),
    /// List the models of the connected Odoo as JSON.
    Models(call::ModelsArguments),
    /// List the tools that are offered as JSON.
    Tools(tools::ToolsArguments),
    /// Connect an assistant to Odoo step by step: which Odoo, a trial login, which client.
    Setup(install::SetupArguments),
    /// Write the gateway into the configuration of a client such as Claude Desktop, with a trial login first.
    Install(install::InstallArguments),
    /// Whether the configured Odoo answers, as JSON and as an exit code.
    Health(health::HealthArguments),
    /// Print a script that completes commands and flags in a shell.
    Completions(completions::CompletionsArguments),
    /// Show what the gateway does, on an embedded Odoo: needs nothing installed and nothing configured.
    Demo,
    /// Check calls offline: a JSON line each on standard input, a verdict each on standard output.
    Validate(validate::ValidateArguments),
    /// Print the JSON Schema (2020-12) of what creating and writing a standard model takes.
    Schema(schema::SchemaArguments),
    /// Connect to Odoo with the configured credential and say what was found.
    Check,
    /// Look at the configuration: validate, show, explain, schema.
    #[command(subcommand)]
    Config(config::Config),
    /// Make, look at and revoke gateway keys, with which clients call over a network.
    #[command(subcommand)]
    Token(token::Token),
    /// Look at an audit file.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Read a file on standard input for a server that runs: what it says, as JSON.
    #[command(hide = true)]
    Extract {
        /// What it is read as.
        #[arg(value_enum)]
        kind: crate::extract::Kind,
    },
    /// Print what the documentation is written from.
    #[command(hide = true)]
    Reference {
        /// What to print.
        #[arg(value_enum, default_value = "tools")]
        page: Page,
    },
}

/// A part of the documentation.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Page {
    Tools,
    Resources,
    Prompts,
    Variables,
    Settings,
    ExampleEnvironment,
    ExampleGateway,
}

/// Runs the program with tools of your own beside the built-in ones.
#[must_use]
pub fn main_with(pack: Pack) -> ExitCode {
    pack.register();
    main()
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let exit = match run(&Arguments::parse()) {
        Ok(()) => Exit::Done,
        Err(stop) => {
            let _ = writeln!(std::io::stderr(), "error: {:#}", stop.error);
            stop.exit
        }
    };
    ExitCode::from(exit as u8)
}

fn run(arguments: &Arguments) -> Result<(), CommandError> {
    if let Command::Reference { page } = arguments.command {
        return write!(std::io::stdout(), "{}", page.text()).map_err(CommandError::failed);
    }
    if let Command::Extract { kind } = arguments.command {
        return crate::extract::answer(kind).map_err(CommandError::failed);
    }
    if let Ok(program) = std::env::current_exe() {
        crate::extract::read_in(program);
    }
    let environment = Environment::read(arguments.env_file.as_deref()).map_err(CommandError::usage)?;
    let runtime = runtime(&arguments.command, &environment).map_err(CommandError::failed)?;
    let done = match &arguments.command {
        Command::Config(command) => runtime.block_on(config::run(command, &environment)),
        Command::Audit(command) => audit::run(command),
        Command::Token(command) => runtime.block_on(token::run(command, &environment)),
        Command::Serve(arguments) => runtime.block_on(serve::run(arguments, &environment)),
        Command::Call(arguments) => runtime.block_on(call::run(arguments, &environment)),
        Command::Models(arguments) => runtime.block_on(call::models(arguments, &environment)),
        Command::Tools(arguments) => runtime.block_on(tools::run(arguments, &environment)),
        Command::Setup(arguments) => runtime.block_on(install::setup(arguments, &environment)),
        Command::Install(arguments) => runtime.block_on(install::run(arguments, &environment)),
        Command::Health(arguments) => runtime.block_on(health::run(arguments, &environment)),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Demo => runtime.block_on(demo::run(&environment)),
        Command::Validate(arguments) => validate::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Check => runtime.block_on(check::run(&environment)),
        Command::Reference { .. } | Command::Extract { .. } => Ok(()),
    };
    if done.is_err() {
        // A failure does not wait for a client that says nothing more.
        runtime.shutdown_background();
    }
    done
}

/// One client over one pipe is served on one thread: a call passes several tasks, and waking another thread for each of them takes
/// longer than what they do. Everything else shares all processors.
fn runtime(command: &Command, environment: &Environment) -> std::io::Result<Runtime> {
    match command {
        Command::Serve(arguments) if arguments.is_for_one_client(environment) => Builder::new_current_thread().enable_all().build(),
        _ => Runtime::new(),
    }
}

impl Page {
    fn text(self) -> String {
        match self {
            Self::Tools => crate::tools::reference(),
            Self::Resources => crate::resources::reference(),
            Self::Prompts => crate::prompts::reference(),
            Self::Variables => documentation::variables_table(),
            Self::Settings => documentation::settings_tables(),
            Self::ExampleEnvironment => documentation::example_environment(),
            Self::ExampleGateway => documentation::example_gateway(),
        }
    }
}

impl CommandError {
    fn new(exit: Exit, error: impl Into<anyhow::Error>) -> Self {
        Self { exit, error: error.into() }
    }

    fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::new(Exit::Usage, error)
    }

    fn failed(error: impl Into<anyhow::Error>) -> Self {
        Self::new(Exit::Failed, error)
    }

    /// The same, with what it is about in front.
    fn about(self, what: &str) -> Self {
        Self { error: self.error.context(what.to_owned()), ..self }
    }
}

/// The table of environment variables, for `--help`.
fn after_help() -> String {
    let width = variables().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines: Vec<String> = variables().map(|(name, setting)| format!("  {name:width$}  {}", setting.help_with_default())).collect();
    format!("Environment variables:\n{}\n\n{EXIT_CODES}", lines.join("\n"))
}
