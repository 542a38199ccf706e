//! `logout`: forgets the connection and its credential.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shared::{NOTHING, Takes};
use crate::tools::tool::Returns;
use crate::tools::{Answer, Hints, Tool, ToolContext};

/// The tool.
pub(crate) struct Logout;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl Tool for Logout {
    const NAME: &'static str = "logout";
    const TITLE: &'static str = "Log out";
    const DESCRIPTION: &'static str = "End this session until the next `login`.";
    const HINTS: Hints = Hints::Adds;
    const TOOLSET: Toolset = Toolset::Session;
    const TAKES: Takes = NOTHING;
    const RETURNS: Returns = &[("done", "boolean", true)];
    type Arguments = Arguments;

    async fn run(context: ToolContext, _: Arguments) -> Result<Answer, Failure> {
        Ok(Answer::new(json!({"done": context.session().logout()}), "logged out"))
    }
}
