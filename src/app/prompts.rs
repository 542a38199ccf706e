//! Prompts: which a principal is offered, and their words for the connected database.

use std::sync::Arc;

use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value};

use super::answers::Offers;
use super::application::Application;
use super::layers;
use crate::prompts::{self, Prompt, TOOL, Text};
use crate::session::Principal;
use crate::tools::{ClientChannel, Failure, Problem, Tool};

/// Why a prompt has no words.
#[derive(Debug)]
pub(crate) enum PromptError {
    /// There is none of the name, or it is not offered here.
    NotFound,
    /// Its words could not be made.
    Failed(Failure),
}

impl Application {
    /// The prompts that a principal is offered, each with its text: those whose models are there and may be seen.
    pub(crate) async fn prompts(&self, principal: &Principal, offers: Offers<'_>) -> Vec<(&'static Prompt, &Text)> {
        let Some(tool) = self.tool(offers, TOOL) else { return Vec::new() };
        let mut offered = Vec::new();
        for prompt in prompts::prompts() {
            if prompt.models.is_empty() || self.has_models(principal, tool.as_ref(), prompt.models).await {
                offered.extend(self.prompts.get(prompt).map(|text| (prompt, text)));
            }
        }
        offered
    }

    async fn has_models(&self, principal: &Principal, tool: &dyn Tool, models: &[&str]) -> bool {
        let Ok(session) = self.session(principal) else { return false };
        let odoo = layers::looking(&self.services, session, tool);
        let Ok(connected) = odoo.connected().await else { return false };
        models.iter().all(|model| connected.catalog().has(model) && odoo.may_see(connected, model))
    }

    /// The words of a prompt.
    pub(crate) async fn prompt(
        &self,
        principal: &Principal,
        offers: Offers<'_>,
        name: &str,
        given: Map<String, Value>,
        channel: Arc<dyn ClientChannel>,
    ) -> Result<(&Text, String), PromptError> {
        let offered = self.prompts(principal, offers).await;
        let (prompt, text) = offered.into_iter().find(|(prompt, _)| prompt.name == name).ok_or(PromptError::NotFound)?;
        let mut arguments = checked(prompt, given).map_err(PromptError::Failed)?;
        let tools = self.offered(principal).await;
        let is_on = |name: &str| tools.iter().any(|tool| *tool.definition().name == *name && offers(tool.as_ref()));
        let body = prompts::with_tools(&text.body, is_on);
        arguments.insert("text".to_owned(), body.into());
        let output = self.answered(principal, prompts::judged(), arguments, channel).await.map_err(PromptError::Failed)?;
        let words = output.content.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok((text, words))
    }
}

/// The arguments, each of them known and a text, and those that must be given there; all faults at once.
fn checked(prompt: &Prompt, given: Map<String, Value>) -> Result<Map<String, Value>, Failure> {
    let takes = |name: &str| prompt.arguments.iter().any(|argument| argument.name == name);
    let unknown = given.keys().filter(|name| !takes(name));
    let mut problems: Vec<Problem> = unknown
        .map(|name| Problem::new(IssueCode::UnknownArgument, name, format!("the prompt `{}` takes no argument `{name}`", prompt.name)))
        .collect();
    let is_given = |name: &str| given.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let missing = prompt.arguments.iter().filter(|argument| argument.is_required && !is_given(argument.name));
    problems.extend(missing.map(|argument| {
        Problem::new(IssueCode::MissingArgument, argument.name, format!("the prompt `{}` needs `{}`", prompt.name, argument.name))
    }));
    if problems.is_empty() { Ok(given) } else { Err(Failure::invalid(problems)) }
}
