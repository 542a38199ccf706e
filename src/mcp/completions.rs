//! Completions as MCP asks for them: of a parameter of a resource template, or of an argument of a prompt.

use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, ErrorData, Reference};

use super::resources::failed;
use crate::completions::{Completion, Completions};
use crate::prompts::{Argument, prompts};
use crate::resources::{INSTANCE_PARAMETER, resources, without_instance};
use crate::tools::Failure;

/// What is to be completed, and what was chosen before.
pub(super) struct Wanted {
    pub(super) completion: Completion,
    pub(super) model: String,
    /// The Odoo; empty for the default one.
    pub(super) instance: String,
}

/// What a request is about.
pub(super) fn wanted(request: &CompleteRequestParams) -> Result<Wanted, ErrorData> {
    let name = request.argument.name.as_str();
    let chosen = |argument: &str| request.context.as_ref().and_then(|context| context.get_argument(argument)).cloned();
    let (model, instance) = (chosen("model").unwrap_or_default(), chosen(INSTANCE_PARAMETER).unwrap_or_default());
    match &request.r#ref {
        Reference::Resource(template) => {
            let address = without_instance(&template.uri).filter(|(first, _)| *first == format!("{{{INSTANCE_PARAMETER}}}"));
            let has_instance = address.is_some();
            let address = address.map_or_else(|| template.uri.clone(), |(_, address)| address);
            let found = resources().iter().find(|resource| resource.template == address);
            let resource = found.ok_or_else(|| unknown(&format!("there is no resource template `{}`", template.uri)))?;
            let completion = match has_instance && name == INSTANCE_PARAMETER {
                true => Completion::Instance,
                false => resource.completion(name).unwrap_or(Completion::Text),
            };
            Ok(Wanted { completion, model, instance })
        }
        Reference::Prompt(prompt) => {
            let found = prompts().iter().find(|known| known.name == prompt.name);
            let known = found.ok_or_else(|| unknown(&format!("there is no prompt `{}`", prompt.name)))?;
            let argument = known.arguments.iter().find(|argument| argument.name == name);
            let of_argument = |argument: &Argument| if argument.model.is_empty() { model.clone() } else { argument.model.to_owned() };
            let (completion, model) =
                argument.map_or((Completion::Text, String::new()), |argument| (argument.completion, of_argument(argument)));
            Ok(Wanted { completion, model, instance })
        }
        _ => Err(unknown("this kind of reference is not known")),
    }
}

fn unknown(message: &str) -> ErrorData {
    ErrorData::invalid_params(message.to_owned(), None)
}

/// The values.
pub(super) fn result(completed: Result<Completions, Failure>) -> Result<CompleteResult, ErrorData> {
    let Completions { values, has_more } = completed.map_err(|failure| failed(&failure))?;
    let info = CompletionInfo::with_pagination(values, None, has_more).map_err(|error| ErrorData::internal_error(error, None))?;
    Ok(CompleteResult::new(info))
}
