//! `logout`: forgets the connection and its credential.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::tools::failure::Failure;
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
    const DESCRIPTION: &'static str = "End this session's connection to Odoo. Nothing works after it but `login`.";
    const HINTS: Hints = Hints::Adds;
    type Arguments = Arguments;

    async fn run(context: ToolContext, _: Arguments) -> Result<Answer, Failure> {
        Ok(Answer::new(json!({"was_logged_in": context.session().logout()})))
    }
}
