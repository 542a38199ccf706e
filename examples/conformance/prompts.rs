//! The prompts.

use rmcp::model::{ErrorData, GetPromptRequestParams, GetPromptResponse, GetPromptResult, Prompt, PromptArgument, PromptMessage};
use serde_json::{Value, json};

use crate::asking::{Asked, answer};
use crate::{PNG, decoded};

/// Each prompt with its arguments.
const PROMPTS: [(&str, &[&str]); 5] = [
    ("test_simple_prompt", &[]),
    ("test_prompt_with_arguments", &["arg1", "arg2"]),
    ("test_prompt_with_embedded_resource", &["resourceUri"]),
    ("test_prompt_with_image", &[]),
    (ASKING, &[]),
];

/// The prompt that asks the user first.
const ASKING: &str = "test_input_required_result_prompt";

pub(crate) fn all() -> Vec<Prompt> {
    let argument = |name: &&str| PromptArgument::new(*name).with_required(true);
    PROMPTS
        .map(|(name, arguments)| {
            Prompt::new(name, Some("A fixture of the conformance tests."), Some(arguments.iter().map(argument).collect()))
        })
        .into()
}

pub(crate) fn is_known(name: &str) -> bool {
    PROMPTS.iter().any(|(known, _)| *known == name)
}

pub(crate) fn get(request: &GetPromptRequestParams) -> Result<GetPromptResponse, ErrorData> {
    let given = |name: &str| request.arguments.as_ref().and_then(|given| given.get(name)).and_then(Value::as_str).unwrap_or_default();
    let contents = match request.name.as_str() {
        "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => {
            vec![text(&format!("Prompt with arguments: arg1='{}', arg2='{}'", given("arg1"), given("arg2")))]
        }
        "test_prompt_with_embedded_resource" => {
            let resource =
                json!({ "uri": given("resourceUri"), "mimeType": "text/plain", "text": "Embedded resource content for testing." });
            vec![json!({ "type": "resource", "resource": resource }), text("Please process the embedded resource above.")]
        }
        "test_prompt_with_image" => {
            vec![json!({ "type": "image", "data": PNG, "mimeType": "image/png" }), text("Please analyze the image above.")]
        }
        ASKING => match answer(request.input_responses.as_ref(), "user_context", "context") {
            None => return Ok(Asked::form("user_context", "context").into_result(None)?.into()),
            Some(context) => vec![text(&context)],
        },
        other => return Err(ErrorData::invalid_params(format!("there is no prompt `{other}`"), None)),
    };
    let messages = contents.into_iter().map(|content| json!({ "role": "user", "content": content })).collect();
    Ok(GetPromptResult::new(decoded::<Vec<PromptMessage>>(messages)?).into())
}

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}
