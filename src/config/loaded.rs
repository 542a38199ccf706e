//! The whole configuration: files under the environment, with every fault at once.

use std::path::Path;
use std::time::Duration;

use super::compile::At;
use super::connection::api;
use super::environment::{
    Environment, MAX_CONCURRENT_SESSIONS, MCP_AUDIT, MCP_LOG_LEVEL, MCP_MODE, MCP_SCOPE, ODOO_API, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD,
    ODOO_URL, ODOO_USERNAME, RATE_LIMIT_GLOBAL, RATE_LIMIT_WRITE, SCHEMAS_DIR, SESSION_TIMEOUT_SECONDS, VARIABLES, Variable,
};
use super::files::AuditTo;
use super::folder::Folder;
use super::yaml::Fault;
use super::{compile, folder, known, tools};
use odoo_sdk::transport::http::Endpoint;

use crate::audit::Target;
use crate::catalog::UserSchemas;
use crate::policy::Rules;
use crate::session::{DEFAULT_IN_FLIGHT, DEFAULT_MOST, Lifetime};
use crate::tools::ToolSettings;

/// A configuration that may be used.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The rules.
    pub(crate) rules: Rules,
    /// The environment over what the files say of the connection.
    pub(crate) environment: Environment,
    /// The environment alone.
    pub(crate) given: Environment,
    /// How long sessions live.
    pub(crate) lifetime: Lifetime,
    /// Most calls on their way at once.
    pub(crate) in_flight: usize,
    /// Most sessions at once.
    pub(crate) most_sessions: usize,
    /// Which tools are offered and how they behave.
    pub(crate) tools: ToolSettings,
    /// Where the audit goes.
    pub(crate) audit: Target,
    /// The user's own snapshots.
    pub(crate) schemas: UserSchemas,
    /// What does not stop the start.
    pub(crate) warnings: Vec<Fault>,
    /// The files it came from.
    pub(crate) folder: Folder,
}

/// A configuration that may not be used, with everything that is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{}", lines(.0))]
pub(crate) struct Faulty(pub(crate) Vec<Fault>);

fn lines(faults: &[Fault]) -> String {
    let told: Vec<String> = faults.iter().map(Fault::to_string).collect();
    match told.as_slice() {
        [only] => only.clone(),
        several => format!("{} faults in the configuration\n{}", several.len(), several.join("\n")),
    }
}

impl Loaded {
    /// Reads the folder that the environment names, or none.
    pub(crate) fn read(environment: &Environment) -> Result<Self, Faulty> {
        Self::from(folder::named(environment).as_deref(), environment)
    }

    /// What another configuration says otherwise that takes effect at a start only.
    pub(crate) fn differs(&self, other: &Self) -> Vec<&'static str> {
        // What has a rule of its own, or a member here, is compared as that.
        let is_rule = |name: &str| [MCP_MODE, MCP_SCOPE, RATE_LIMIT_GLOBAL, RATE_LIMIT_WRITE].iter().any(|variable| variable.name == name);
        let settings = VARIABLES
            .iter()
            .filter(|variable| !is_rule(variable.name) && self.environment.get(**variable) != other.environment.get(**variable));
        let members = [
            ("session timeouts", self.lifetime != other.lifetime),
            ("limits.in_flight", self.in_flight != other.in_flight),
            ("session.max_concurrent", self.most_sessions != other.most_sessions),
            ("audit", self.audit != other.audit),
        ];
        settings.map(|variable| variable.name).chain(members.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name)).collect()
    }

    /// Reads a folder.
    pub(crate) fn from(path: Option<&Path>, environment: &Environment) -> Result<Self, Faulty> {
        let mut faults = Vec::new();
        let folder = path.map(|path| Folder::read(path, environment, &mut faults)).unwrap_or_default();
        let tools = crate::tools::names();
        let mut rules = compile::compile(&folder, &tools, &mut faults);
        known::check(&folder, &mut faults);
        faults.extend(environment.unread().map(|(name, meant)| unread(name, meant)));
        let given = environment.clone();
        let schemas_origin = if environment.get(SCHEMAS_DIR).is_some() { SCHEMAS_DIR.name } else { "gateway.yaml" };
        let environment = with_connection(environment, &folder);
        connection(&folder, &environment, &given, &mut faults);
        over(&mut rules, &environment, &mut faults);
        let (lifetime, in_flight, most_sessions) = session(&folder, &environment, &mut faults);
        let tools = tools::settings(&folder.gateway.tools, &environment, &tools, &mut faults);
        let audit = audit(&folder, &environment, &mut faults);
        let schemas = schemas(schemas_origin, &environment, &mut faults);
        let (errors, warnings): (Vec<_>, Vec<_>) = faults.into_iter().partition(|fault| fault.is_error);
        match errors.is_empty() {
            true => Ok(Self { rules, environment, given, lifetime, in_flight, most_sessions, tools, audit, schemas, warnings, folder }),
            false => Err(Faulty(errors.into_iter().chain(warnings).collect())),
        }
    }
}

/// The file's connection, where the environment says nothing.
fn with_connection(environment: &Environment, folder: &Folder) -> Environment {
    let (mut environment, connection) = (environment.clone(), &folder.gateway.connection);
    // A credential of the environment is not mixed with one of the file.
    let has_own = environment.get(ODOO_API_KEY).is_some() || environment.get(ODOO_PASSWORD).is_some();
    environment.fall_back(ODOO_URL, connection.url.clone());
    environment.fall_back(ODOO_DB, connection.database.clone());
    environment.fall_back(ODOO_USERNAME, connection.username.clone());
    environment.fall_back(ODOO_API, connection.api.clone());
    environment.fall_back(SCHEMAS_DIR, connection.schemas_dir.clone());
    environment.fall_back(MCP_LOG_LEVEL, folder.gateway.server.log_level.clone());
    if !has_own {
        environment.fall_back(ODOO_API_KEY, connection.api_key.clone());
        environment.fall_back(ODOO_PASSWORD, connection.password.clone());
    }
    environment
}

/// What is said of the connection can be right; whether Odoo is there is another question.
fn connection(folder: &Folder, environment: &Environment, given: &Environment, faults: &mut Vec<Fault>) {
    let mut told = |variable: Variable, path: [At<'_>; 2], message: String| match given.get(variable) {
        Some(_) => faults.push(of_variable(variable, message)),
        None => {
            let place = folder.place("gateway.yaml", &path);
            faults.push(Fault { place, ..error("gateway.yaml", message) });
        }
    };
    if let Some(Err(refused)) = environment.get(ODOO_URL).map(Endpoint::parse) {
        told(ODOO_URL, [At::Key("connection"), At::Key("url")], refused.to_string());
    }
    if let Err(refused) = api(environment) {
        told(ODOO_API, [At::Key("connection"), At::Key("api")], refused.to_string());
    }
    if let Some(level) = environment.get(MCP_LOG_LEVEL).filter(|level| !is_log_filter(level)) {
        let message = format!("`{level}` is not a log filter, expected `error`, `warn`, `info`, `debug` or `trace`");
        told(MCP_LOG_LEVEL, [At::Key("server"), At::Key("log_level")], message);
    }
}

/// A word that is no level is taken for a part of the program, and silences the rest.
fn is_log_filter(text: &str) -> bool {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| word.contains('=') || levels.iter().any(|level| level.eq_ignore_ascii_case(word));
    text.split(',').map(str::trim).all(is_level) && tracing_subscriber::EnvFilter::try_new(text).is_ok()
}

/// What the environment says of the rules wins; but read-only wins over all.
fn over(rules: &mut Rules, environment: &Environment, faults: &mut Vec<Fault>) {
    if let Some(mode) = parsed(environment, MCP_MODE, faults) {
        rules.mode = rules.mode.stricter(mode);
    }
    if let Some(scope) = parsed(environment, MCP_SCOPE, faults) {
        rules.scope = Some(scope);
    }
    rules.limits.calls_per_minute = number(environment, RATE_LIMIT_GLOBAL, 0, faults).unwrap_or(rules.limits.calls_per_minute);
    rules.limits.writes_per_minute = number(environment, RATE_LIMIT_WRITE, 0, faults).unwrap_or(rules.limits.writes_per_minute);
}

pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    environment: &Environment,
    variable: Variable,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let value = environment.get(variable)?;
    value.parse().map_err(|error| faults.push(of_variable(variable, format!("{error}")))).ok()
}

/// A whole number from `least` on.
pub(super) fn number<T: std::str::FromStr + PartialOrd + From<u8>>(
    environment: &Environment,
    variable: Variable,
    least: u8,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let value = environment.get(variable)?;
    let number = value.trim().parse().ok().filter(|number| *number >= T::from(least));
    if number.is_none() {
        faults.push(of_variable(variable, format!("found `{value}`, expected a whole number from {least}")));
    }
    number
}

/// The user's own snapshots; every fault with what is behind it, in one line.
fn schemas(origin: &str, environment: &Environment, faults: &mut Vec<Fault>) -> UserSchemas {
    let Some(folder) = environment.get(SCHEMAS_DIR) else { return UserSchemas::default() };
    UserSchemas::read(Path::new(folder)).unwrap_or_else(|found| {
        faults.extend(found.into_iter().map(|fault| error(origin, format!("{:#}", anyhow::Error::from(fault)))));
        UserSchemas::default()
    })
}

pub(super) fn of_variable(variable: Variable, message: String) -> Fault {
    error(variable.name, message)
}

fn error(origin: &str, message: String) -> Fault {
    Fault { is_error: true, file: origin.to_owned(), place: None, message, hint: None }
}

/// A variable that sets nothing: whoever set it believes otherwise.
fn unread(name: &str, meant: Option<&str>) -> Fault {
    let hint = meant.map(|meant| format!("did you mean `{meant}`"));
    Fault { is_error: false, file: name.to_owned(), place: None, message: "nothing reads this variable".to_owned(), hint }
}

fn session(folder: &Folder, environment: &Environment, faults: &mut Vec<Fault>) -> (Lifetime, usize, usize) {
    let (given, default) = (&folder.gateway.session, Lifetime::default());
    let idle = number(environment, SESSION_TIMEOUT_SECONDS, 1, faults).or(given.idle_timeout_seconds);
    let lifetime = Lifetime {
        idle: idle.map_or(default.idle, Duration::from_secs),
        absolute: given.absolute_timeout_seconds.map_or(default.absolute, Duration::from_secs),
    };
    let count = |given: Option<u32>, default| given.and_then(|most| usize::try_from(most).ok()).unwrap_or(default);
    let most_sessions = number(environment, MAX_CONCURRENT_SESSIONS, 1, faults).or(given.max_concurrent);
    (lifetime, count(folder.gateway.limits.in_flight, DEFAULT_IN_FLIGHT), count(most_sessions, DEFAULT_MOST))
}

fn audit(folder: &Folder, environment: &Environment, faults: &mut Vec<Fault>) -> Target {
    let given = &folder.gateway.audit;
    let file =
        |path: &str| Target::File { path: path.into(), max_bytes: given.max_bytes.unwrap_or(10 << 20), keep: given.keep.unwrap_or(5) };
    match (environment.get(MCP_AUDIT), given.to, &given.path) {
        (Some("off"), _, _) => Target::Off,
        (Some("stderr"), _, _) => Target::Stderr,
        (Some(path), _, _) => file(path),
        (None, Some(AuditTo::Stderr), _) => Target::Stderr,
        (None, Some(AuditTo::File) | None, Some(path)) => file(path),
        (None, Some(AuditTo::File), None) => {
            faults.push(error("gateway.yaml", "`audit` goes to a file, but no `path` is given".to_owned()));
            Target::Off
        }
        (None, Some(AuditTo::Off) | None, _) => Target::Off,
    }
}
