//! The files as their authors write them: rightly, and in every wrong way there is.

use std::path::Path;

use odoo_sdk::validate::Access;

use super::fault::InvalidConfiguration;
use super::{Configuration, Environment, FILES};
use crate::policy::Mode;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn load(files: &[(&str, &str)]) -> Result<Configuration, InvalidConfiguration> {
    Configuration::of(Some(folder(files).path()), &Environment::default())
}

fn faults(files: &[(&str, &str)]) -> Vec<String> {
    load(files).unwrap_err().0.iter().map(ToString::to_string).collect()
}

#[test]
fn every_example_is_right_and_says_something() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let variables = [("ODOO_URL", "https://acme.example.com"), ("ODOO_DB", "acme"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", "k")];
    let environment = variables.into_iter().collect();
    let loaded = Configuration::of(Some(&examples), &environment).unwrap();
    assert_eq!(loaded.warnings, []);
    let read: Vec<_> = loaded.folder.sources.iter().map(|source| source.file).collect();
    assert_eq!(read, FILES.map_names());
    assert!(!loaded.rules.tiers.is_empty() && !loaded.rules.listed.is_empty() && !loaded.rules.tool_groups.is_empty());
}

trait Names {
    fn map_names(&self) -> Vec<&'static str>;
}

impl Names for &[super::files::File] {
    fn map_names(&self) -> Vec<&'static str> {
        self.iter().map(|file| file.name).collect()
    }
}

#[test]
fn the_environment_wins_over_the_file_in_settings_of_tools() {
    let file = "tools:\n  toolsets: [records]\n  disabled: [read_group]\n  confirm: false\n  confirm_above: 7\n  irreversible: [action_pay]\n  default_limit: 5\n  answer_bytes: 900\n  state_folder: kept\n";
    let folder = folder(&[("gateway.yaml", file)]);
    let load = |values: &[(&str, &str)]| {
        let environment = values.iter().copied().collect();
        Configuration::of(Some(folder.path()), &environment)
    };
    let tools = load(&[]).unwrap().tools;
    assert_eq!((tools.toolsets.len(), tools.confirm, tools.confirm_above, tools.default_limit, tools.budget), (1, false, 7, 5, 900));
    assert_eq!((tools.default_budget, tools.state_folder), (8_000, Some("kept".into())));
    assert!(tools.without.contains("read_group") && tools.irreversible.contains("action_pay"));
    let said =
        [("MCP_TOOLSETS", "schema,records"), ("MCP_DISABLED_TOOLS", "login, logout"), ("MCP_CONFIRM", "on"), ("MCP_DEFAULT_LIMIT", "9")];
    let tools = load(&said).unwrap().tools;
    assert_eq!((tools.toolsets.len(), tools.confirm, tools.confirm_above, tools.default_limit), (2, true, 7, 9));
    assert_eq!(tools.without.into_iter().collect::<Vec<_>>(), ["login", "logout", "read_group"]);
    let wrong =
        [("MCP_TOOLSETS", "recrods"), ("MCP_DISABLED_TOOLS", "delete_recrod"), ("MCP_CONFIRM", "perhaps"), ("MCP_DEFAULT_LIMIT", "-1")];
    let reported = load(&wrong).unwrap_err().to_string();
    for variable in wrong.map(|(variable, _)| variable) {
        assert!(reported.contains(variable), "{variable}: {reported}");
    }
}

#[test]
fn without_any_file_the_built_in_rules_hold() {
    let loaded = Configuration::read(&Environment::default()).unwrap();
    assert_eq!((loaded.rules.mode, loaded.rules.limits.calls_per_minute, loaded.rules.limits.writes_per_minute), (Mode::ReadWrite, 60, 20));
    assert_eq!((loaded.in_flight, loaded.max_sessions, loaded.rules.limits.response_bytes), (32, 100, 262_144));
    assert_eq!(loaded.rules.tier("res.users", Access::Read).0, crate::policy::TierAnswer::No);
}

#[test]
fn every_fault_of_every_file_is_reported_at_once_with_its_place() {
    let reported = faults(&[
        (
            "restrictions.yaml",
            "restrictions:\n  always_bloked:\n    - hr.payslip\n  admin_only: res.bank\n  full_crud: []\nrbac:\n  x: 1\n",
        ),
        ("model_access.yaml", "default_policy: maybe\nfull_crud: [res.partner]\nstock_models:\n  read_only: [\"hr employee\"]\n"),
        ("rbac.yaml", "rbac:\n  tool_group_requirements:\n    delete_recrod: base.group_system\n    create_record: administrators\n"),
        ("gateway.yaml", "limits: {calls_per_minute: many}\nserver:\n  scope: \"res.partner:X\"\n  mode: ${NO_SUCH_VARIABLE_AT_ALL}\n"),
        ("restriction.yaml", "always_blocked: []\n"),
    ]);
    insta::assert_snapshot!(reported.join("\n"));
}

#[test]
fn a_name_that_no_series_knows_is_a_warning() {
    let loaded = load(&[
        ("restrictions.yaml", "always_blocked:\n  - hr.employe\n  - x_own.model\n"),
        ("model_access.yaml", "sensitive_fields:\n  hr.employee: [ssnidd]\n"),
    ])
    .unwrap();
    let reported: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(reported.join("\n"));
}

#[test]
fn variables_fill_in_texts_and_numbers() {
    let values = [("ODOO_DB", "acme")];
    let environment: Environment = values.into_iter().collect();
    let files = folder(&[(
        "gateway.yaml",
        "connection:\n  url: https://${ODOO_DB}.example.com\n  username: ${NO_SUCH_THING:-bot}$$\nlimits:\n  calls_per_minute: ${NO_SUCH_THING:-7}\n",
    )]);
    let loaded = Configuration::of(Some(files.path()), &environment).unwrap();
    assert_eq!(loaded.odoo.address.unwrap().url, "https://acme.example.com");
    assert_eq!(loaded.settings.text(&super::settings::ODOO_USERNAME), Some("bot$"));
    assert_eq!(loaded.rules.limits.calls_per_minute, 7);
}

#[test]
fn the_environment_wins_but_read_only_wins_over_all() {
    let files = folder(&[("gateway.yaml", "server: {mode: readonly}\nlimits: {calls_per_minute: 7}\n")]);
    let values = [("MCP_MODE", "readwrite"), ("RATE_LIMIT_GLOBAL", "9")];
    let loaded = Configuration::of(Some(files.path()), &values.into_iter().collect()).unwrap();
    assert_eq!((loaded.rules.mode, loaded.rules.limits.calls_per_minute), (Mode::ReadOnly, 9));
    let wrong = [("RATE_LIMIT_WRITE", "lots"), ("MCP_SCOPE", "*:Q")];
    assert_eq!(Configuration::of(None, &wrong.into_iter().collect()).unwrap_err().0.len(), 2);
}

#[test]
fn a_folder_that_is_not_there_stops_the_start() {
    let values = [("CONFIG_DIR", "/nowhere/at/all")];
    let error = Configuration::read(&values.into_iter().collect()).unwrap_err().to_string();
    assert_eq!(error, "/nowhere/at/all: there is no such folder");
}

/// A rule that is not there is reported: what is left empty, what matches nothing, what would stop everything.
#[test]
fn what_sets_nothing_or_stops_everything_is_reported() {
    let reported = faults(&[
        (
            "restrictions.yaml",
            "always_blocked: [null, hr.payslip]\nblocked_methods: [action_*, '']\nblocked_write_fields: [order.credit]\n",
        ),
        ("model_access.yaml", "stock_models:\nallowed_methods:\n  sale.*: [action_confirm]\n  sale.order: [action confirm]\n"),
        ("rbac.yaml", "sensitive_fields:\n  res.partner:\n    vat: {}\n    ref: {required_group: }\n"),
        (
            "gateway.yaml",
            "connection:\n  url: http://joe:s3cr3t@acme.example.com\n  api: soap\nserver:\n  log_level: loud\nlimits:\n  in_flight: 0\n  records_per_call: 0\ntools:\n  default_limit: 5000\nsession:\n  max_concurrent: ${NO_SUCH_VARIABLE_AT_ALL:-0}\n",
        ),
    ]);
    insta::assert_snapshot!(reported.join("\n"));
    let empty = load(&[("restrictions.yaml", "# later\n"), ("rbac.yaml", "rbac:\n")]).unwrap();
    let reported: Vec<_> = empty.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(reported, ["restrictions.yaml: warning: this file says nothing", "rbac.yaml: warning: this file says nothing"]);
}

#[test]
fn a_variable_of_a_wrong_value_is_reported_with_what_is_expected() {
    let check = |variable: &str, value: &str, expected: &str| {
        let environment = std::iter::once((variable, value)).collect();
        assert_eq!(Configuration::of(None, &environment).unwrap_err().to_string(), expected);
    };
    check("RATE_LIMIT_GLOBAL", "many", "RATE_LIMIT_GLOBAL: found `many`, expected a whole number from 0");
    check("MAX_CONCURRENT_SESSIONS", "0", "MAX_CONCURRENT_SESSIONS: found `0`, expected a whole number from 1");
    check("ODOO_API", "soap", "ODOO_API: found `soap`, expected one of `auto`, `json2`, `jsonrpc`, `web`, `xmlrpc`");
    check("ODOO_URL", "acme.example.com", "ODOO_URL: the server's address must begin with `http://` or `https://`");
    check("ODOO_URL", "http://joe:s3cr3t@acme.example.com", "ODOO_URL: the server's address must not hold a user or a password");
    check("MCP_LOG_LEVEL", "loud", "MCP_LOG_LEVEL: `loud` is not a log filter, expected `error`, `warn`, `info`, `debug` or `trace`");
}

#[test]
fn a_secret_at_a_wrong_key_is_named_by_its_variable() {
    let key = "0123456789abcdef0123456789abcdef01234567";
    let environment: Environment = std::iter::once(("ODOO_API_KEY", key)).collect();
    for text in [
        "connection: {api: '${ODOO_API_KEY}'}",
        "connection: {url: '${ODOO_API_KEY}'}",
        "server: {log_level: '${ODOO_API_KEY}'}",
        "tools: {toolsets: ['${ODOO_API_KEY}']}",
        "limits: {in_flight: '${ODOO_API_KEY:-3}'}",
        "policy: {profile: 'x${ODOO_API_KEY}'}",
    ] {
        let folder = folder(&[("gateway.yaml", text)]);
        let told = Configuration::of(Some(folder.path()), &environment).unwrap_err().to_string();
        assert!(told.starts_with("gateway.yaml:") && !told.contains(key), "{told}");
    }
    let folder = folder(&[("restrictions.yaml", "always_blocked: ['${ODOO_API_KEY}', 'x ${ODOO_API_KEY}']")]);
    let told = match Configuration::of(Some(folder.path()), &environment) {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string(),
    };
    assert!(told.contains("${ODOO_API_KEY}") && !told.contains(key), "{told}");
}
