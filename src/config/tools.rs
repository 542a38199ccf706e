//! Settings of tools: the environment over `tools:` of `gateway.yaml` over the defaults. Flags of `serve` come above them all.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::environment::{
    Environment, MCP_ANSWER_BYTES, MCP_CONFIRM, MCP_CONFIRM_ABOVE, MCP_DEFAULT_ANSWER_BYTES, MCP_DEFAULT_LIMIT, MCP_DISABLED_TOOLS,
    MCP_STATE_FOLDER, MCP_TOOLSETS,
};
use super::files::Tools;
use super::loaded::{number, of_variable, parsed};
use super::yaml::{Fault, nearest};
use crate::tools::{ToolSettings, Toolset, UnknownToolset};

/// A switch as people write it in a variable.
struct Switch(bool);

/// Toolsets between commas, or `all`.
struct Toolsets(BTreeSet<Toolset>);

/// Names between commas.
struct Names(BTreeSet<String>);

/// The settings. `known` are the names of the tools there are; those that a file names were checked with the file.
pub(super) fn settings(file: &Tools, environment: &Environment, known: &[&str], faults: &mut Vec<Fault>) -> ToolSettings {
    let default = ToolSettings::default();
    let size = |given: Option<u32>| given.and_then(|given| usize::try_from(given).ok());
    ToolSettings {
        toolsets: parsed(environment, MCP_TOOLSETS, faults)
            .map(|Toolsets(toolsets)| toolsets)
            .or_else(|| Some(file.toolsets.as_ref()?.iter().copied().collect()))
            .unwrap_or(default.toolsets),
        without: without(environment, known, faults).into_iter().chain(file.disabled.iter().cloned()).collect(),
        confirm: parsed(environment, MCP_CONFIRM, faults).map(|Switch(on)| on).or(file.confirm).unwrap_or(default.confirm),
        confirm_above: number(environment, MCP_CONFIRM_ABOVE, 0, faults).or(size(file.confirm_above)).unwrap_or(default.confirm_above),
        irreversible: file.irreversible.iter().cloned().collect(),
        default_limit: number(environment, MCP_DEFAULT_LIMIT, 1, faults).or(file.default_limit).unwrap_or(default.default_limit),
        default_budget: number(environment, MCP_DEFAULT_ANSWER_BYTES, 1, faults)
            .or(size(file.default_answer_bytes))
            .unwrap_or(default.default_budget),
        budget: number(environment, MCP_ANSWER_BYTES, 1, faults).or(size(file.answer_bytes)).unwrap_or(default.budget),
        state_folder: environment.get(MCP_STATE_FOLDER).or(file.state_folder.as_deref()).map(Into::into),
    }
}

/// The tools that the environment leaves out beside the file; a name that is no tool's would leave on what was meant to be off.
fn without(environment: &Environment, known: &[&str], faults: &mut Vec<Fault>) -> BTreeSet<String> {
    let Some(Names(names)) = parsed(environment, MCP_DISABLED_TOOLS, faults) else { return BTreeSet::new() };
    for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
        let hint = nearest(name, known.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        faults.push(Fault { hint, ..of_variable(MCP_DISABLED_TOOLS, format!("there is no tool `{name}`")) });
    }
    names
}

impl FromStr for Switch {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "on" | "true" | "1" => Ok(Self(true)),
            "off" | "false" | "0" => Ok(Self(false)),
            _ => Err("expected `on` or `off`"),
        }
    }
}

impl FromStr for Toolsets {
    type Err = UnknownToolset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Toolset::list(text).map(Self)
    }
}

impl FromStr for Names {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()))
    }
}
