//! `logout`: forgets the connection and its credential.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::tools::class::{Connection, Effect, ToolClass};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct Logout;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl TypedTool for Logout {
    const NAME: &'static str = "logout";
    const TITLE: &'static str = "Log out";
    const DESCRIPTION: &'static str = "End this session until the next `login`.";
    const RETURNS: Returns = &[("done", "boolean", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Session, Toolset::Session).connecting(Connection::None)
    }

    async fn run(context: &ToolContext, _: Arguments) -> Result<ToolOutput, Failure> {
        Ok(ToolOutput::new(json!({"done": context.odoo.session().logout()}), "logged out"))
    }
}
