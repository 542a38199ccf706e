//! From the text of a prompt to what a model reads: facts in place of `{{…}}`, lines without their facts left out, steps numbered.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::registry::{TOOL, prompts};
use super::text::{Part, parts, tools};
use crate::tools::{Effect, Failure, Judged, ToolClass, ToolContext, ToolOutput, Toolset};

/// The argument that holds the text.
const TEXT: &str = "text";

/// What makes the words of a prompt of its text and its arguments.
pub(crate) fn judged() -> &'static Judged {
    static JUDGED: LazyLock<Judged> = LazyLock::new(|| {
        let mut names: Vec<&str> = prompts().iter().flat_map(|prompt| prompt.arguments).map(|argument| argument.name).collect();
        names.push(TEXT);
        Judged::new(TOOL, ToolClass::new(Effect::Reads, Toolset::Schema), &names, |context, given| Box::pin(answer(context, given)))
    });
    &JUDGED
}

/// A text that names only tools that are on: of several that do the same the first, and lines with none are left out.
pub(crate) fn with_tools(body: &str, is_on: impl Fn(&str) -> bool) -> String {
    let line = |line: &str| {
        let mut text = String::new();
        for part in parts(line) {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Fact(fact) if tools(fact).next().is_some() => text.push_str(&format!("`{}`", tools(fact).find(|tool| is_on(tool))?)),
                Part::Fact(fact) => text.push_str(&format!("{{{{{fact}}}}}")),
            }
        }
        Some(text)
    };
    body.lines().filter_map(line).collect::<Vec<_>>().join("\n")
}

async fn answer(context: &ToolContext, mut given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let text = given.remove(TEXT).and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
    let facts = Facts::new(context, &given);
    let mut lines = Vec::new();
    for line in text.lines() {
        lines.extend(rendered(&facts, line).await?);
    }
    Ok(ToolOutput::new(json!({TEXT: tidied(&lines)}), "prompt"))
}

/// A line with its facts; `None` where one is not known.
async fn rendered(facts: &Facts<'_>, line: &str) -> Result<Option<String>, Failure> {
    let mut text = String::new();
    for part in parts(line) {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Fact(fact) => match facts.get(fact).await? {
                Some(known) => text.push_str(&known),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(text))
}

/// Steps that begin with `1.` are counted, and where lines were left out no two empty ones follow each other.
fn tidied(lines: &[String]) -> String {
    let (mut step, mut text) = (0, String::new());
    for line in lines {
        match line.strip_prefix("1. ") {
            Some(words) => {
                step += 1;
                text.push_str(&format!("{step}. {words}\n"));
            }
            None if line.is_empty() && (text.is_empty() || text.ends_with("\n\n")) => {}
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_tools_that_are_off_are_left_out() {
        let text = "1. Read {{fields $model}} with {{tool search_read}}.\n1. Write with {{tool create_record}}.";
        assert_eq!(with_tools(text, |tool| tool == "search_read"), "1. Read {{fields $model}} with `search_read`.");
        let text = "1. Confirm with {{tool confirm_order or execute_method}}.";
        assert_eq!(with_tools(text, |tool| tool == "execute_method"), "1. Confirm with `execute_method`.");
        assert_eq!(with_tools(text, |_| true), "1. Confirm with `confirm_order`.");
        assert_eq!(with_tools(text, |_| false), "");
    }

    #[test]
    fn steps_are_counted_and_gaps_closed() {
        let lines = ["", "Head", "", "", "1. One", "1. Two", "", "End", ""].map(str::to_owned);
        assert_eq!(tidied(&lines), "Head\n\n1. One\n2. Two\n\nEnd");
    }
}
