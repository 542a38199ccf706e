//! What documents the settings: tables and example files, written from the declarations.

use std::fmt::Write;

use super::instances::{HELP, INSTANCES};
use super::setting::{Effect, Kind, Section, Setting};
use super::settings::{SECTIONS, settings_of_an_odoo, variables};
use super::value;

/// Two Odoos, as comments: the example has a `connection`.
const EXAMPLE_OF_INSTANCES: &str = "\
# instances:
#   production:
#     url: https://acme.example.com
#     database: acme
#     username: bot@acme.example.com
#     api_key: ${ODOO_API_KEY}
#     mode: readonly
#   staging:
#     url: https://staging.acme.example.com
#     username: bot@acme.example.com
#     api_key: ${STAGING_API_KEY}
#     default: true
";

/// Sections whose variables a newcomer needs; `settings_tables` has all.
const FIRST_SECTIONS: [&str; 2] = ["connection", "server"];

/// A row for each environment variable that a newcomer needs.
pub(crate) fn variables_table() -> String {
    let settings = SECTIONS.iter().filter(|section| FIRST_SECTIONS.contains(&section.name)).flat_map(|section| section.settings);
    let variables = settings.filter_map(|setting| Some((setting.variable?, setting)));
    let rows = variables.map(|(name, setting)| format!("| `{name}` | {} | {} |\n", setting.help, default(setting)));
    format!("| variable | what it sets | default |\n|---|---|---|\n{}", rows.collect::<String>())
}

/// A table for each section of `gateway.yaml`.
pub(crate) fn settings_tables() -> String {
    SECTIONS.iter().map(table).chain([instances_table()]).collect::<Vec<_>>().join("\n")
}

fn instances_table() -> String {
    let keys: String = settings_of_an_odoo()
        .filter_map(|setting| Some(format!("| `{}` | {} | {} |\n", setting.key?.1, setting.help, default(setting))))
        .collect();
    format!(
        "### `{INSTANCES}`\n\n{HELP} A call names one in the argument `instance`; a call without it is for the first, or for the one \
         with `default: true`. No variable sets these keys, but `${{NAME}}` in them is filled in. What the mode or the scope of one \
         does not allow is refused there. Resources, prompts and completions are of the default one; a gateway key is for one \
         (`token issue --instance`). A change takes effect after a restart.\n\n| key | what it sets | default |\n|---|---|---|\n{keys}| `default` | whether calls that name none are for this one | |\n"
    )
}

fn table(section: &Section) -> String {
    let mut text = format!(
        "### `{}`\n\n{}\n\n| key | variable | what it sets | default | takes effect |\n|---|---|---|---|---|\n",
        section.name, section.help
    );
    for setting in section.settings {
        let code = |name: Option<&str>| name.map_or_else(|| "–".to_owned(), |name| format!("`{name}`"));
        let effect = if setting.effect == Effect::AtOnce { "at once" } else { "after a restart" };
        let (key, variable) = (code(setting.key.map(|(_, key)| key)), code(setting.variable));
        // INVARIANT: writing to a String does not fail.
        let _ = writeln!(text, "| {key} | {variable} | {} | {} | {effect} |", setting.help, default(setting));
    }
    text
}

fn default(setting: &Setting) -> String {
    setting.default.map_or_else(String::new, |default| format!("`{default}`"))
}

/// The example of a `.env` file.
pub(crate) fn example_environment() -> String {
    let mut text =
        "# Environment of odoo-gateway, written by `cargo xtask docs`: copy to `.env`, or name it with `--env-file`.\n".to_owned();
    for (name, setting) in variables() {
        let sign = if setting.example.is_comment { "#" } else { "" };
        let _ = write!(text, "\n# {}\n{sign}{name}={}\n", sentence(&setting.help_with_default()), setting.example.value);
    }
    text
}

/// The example of `gateway.yaml`.
pub(crate) fn example_gateway() -> String {
    let mut text =
        "# Settings of the server, written by `cargo xtask docs`. An environment variable of the same meaning wins.\n".to_owned();
    for section in &SECTIONS {
        let _ = write!(text, "\n# {}\n{}:\n", section.help, section.name);
        for setting in section.settings {
            let Some((_, key)) = setting.key else { continue };
            let is_set = !setting.example.is_comment || setting.default.is_some() || setting.example.in_file.is_some();
            let sign = if is_set { "" } else { "# " };
            let _ = write!(text, "  # {}\n  {sign}{key}: {}\n", sentence(setting.help), in_file(setting));
        }
    }
    // INVARIANT: writing to a String does not fail.
    let _ = write!(text, "\n# {HELP}\n{EXAMPLE_OF_INSTANCES}");
    text
}

/// The example's value as YAML.
fn in_file(setting: &Setting) -> String {
    let example = setting.example;
    match (example.in_file, setting.kind) {
        (None, _) if setting.is_secret => format!("${{{}}}", setting.variable.unwrap_or_default()),
        (Some(text), _) => text.to_owned(),
        (None, Kind::Switch) => value::switch(example.value).unwrap_or_default().to_string(),
        (None, Kind::Names | Kind::Choices(_)) => format!("[{}]", example.value.replace(',', ", ")),
        (None, _) if example.value.contains(['*', ':']) => format!("\"{}\"", example.value),
        (None, _) => example.value.to_owned(),
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
