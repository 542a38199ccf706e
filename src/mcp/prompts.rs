//! Prompts as MCP lists and gets them.

use rmcp::model::{
    CacheScope, ErrorData, GetPromptResponse, GetPromptResult, ListPromptsResult, Prompt as McpPrompt, PromptArgument, PromptMessage, Role,
};

use super::handler::LIST_TTL;
use super::paging::page;
use super::resources::failed;
use crate::app::PromptError;
use crate::prompts::{Prompt, Text};

/// Those that are offered.
pub(super) fn list(offered: &[(&'static Prompt, &Text)], cursor: Option<&str>) -> Result<ListPromptsResult, ErrorData> {
    let (shown, next_cursor) = page(offered, cursor, |(prompt, _)| prompt.name)?;
    let result = ListPromptsResult::with_all_items(shown.iter().map(|(prompt, text)| listed(prompt, text)).collect());
    Ok(ListPromptsResult { next_cursor, ..result.with_ttl_ms(LIST_TTL).with_cache_scope(CacheScope::Private) })
}

fn listed(prompt: &Prompt, text: &Text) -> McpPrompt {
    let arguments =
        prompt.arguments.iter().zip(&text.arguments).map(|(argument, about)| {
            PromptArgument::new(argument.name).with_description(about.as_str()).with_required(argument.is_required)
        });
    McpPrompt::new(prompt.name, Some(text.description.as_str()), Some(arguments.collect())).with_title(text.title.as_str())
}

/// The words, as the person would say them.
pub(super) fn result(name: &str, found: Result<(&Text, String), PromptError>) -> Result<GetPromptResponse, ErrorData> {
    match found {
        Ok((text, words)) => {
            let result = GetPromptResult::new(vec![PromptMessage::new_text(Role::User, words)]);
            Ok(result.with_description(text.description.as_str()).into())
        }
        Err(PromptError::NotFound) => Err(ErrorData::invalid_params(format!("there is no prompt `{name}`"), None)),
        Err(PromptError::Failed(failure)) => Err(failed(&failure)),
    }
}
