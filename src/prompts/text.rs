//! The text of a prompt: a title, a line that says what it is for, a line for each argument, and the words themselves.
//!
//! In the words, `{{…}}` stands for a fact of the connected database. A line with a fact that is not known there, or with a tool that is
//! not on, is left out.

use super::Prompt;
use super::facts::is_fact;

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) description: String,
    /// What each argument of the prompt is, in its order.
    pub(crate) arguments: Vec<String>,
    pub(crate) body: String,
}

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Words.
    Words(&'a str),
    /// A fact, by what stands between the braces.
    Fact(&'a str),
}

impl Text {
    /// Reads the text of a prompt; what is wrong with it otherwise.
    pub(super) fn parse(prompt: &Prompt, text: &str) -> Result<Self, String> {
        let (head, body) = text.split_once("\n\n").ok_or("expected an empty line before the words of the prompt")?;
        let mut lines = head.lines();
        let title = lines.next().and_then(|line| line.strip_prefix("# ")).ok_or("expected `# ` and a title in the first line")?;
        let description = lines.next().filter(|line| !line.starts_with("- ")).ok_or("expected what it is for in the second line")?;
        let described: Vec<&str> = lines.collect();
        let about = |name: &str| described.iter().find_map(|line| line.strip_prefix("- ")?.strip_prefix(name)?.strip_prefix(": "));
        let argument = |name: &str| about(name).map(str::to_owned).ok_or_else(|| format!("expected a line `- {name}: ` and what that is"));
        let arguments: Vec<String> = prompt.arguments.iter().map(|known| argument(known.name)).collect::<Result<_, _>>()?;
        if described.len() != arguments.len() {
            return Err(format!("expected {} lines of arguments, found {}", arguments.len(), described.len()));
        }
        body.lines().flat_map(parts).try_for_each(|part| check(prompt, part))?;
        Ok(Self { title: title.to_owned(), description: description.to_owned(), arguments, body: body.trim_end().to_owned() })
    }
}

/// The parts of a line.
pub(super) fn parts(line: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((fact, after)) = behind.split_once("}}") else { break };
        found.extend([Part::Words(before), Part::Fact(fact.trim())]);
        rest = after;
    }
    found.push(Part::Words(rest));
    found
}

/// The tools of a fact, the best first; none where it is of something else: `tool confirm_order or execute_method`.
pub(super) fn tools(fact: &str) -> impl Iterator<Item = &str> {
    let mut words = fact.split_whitespace();
    let is_tool = words.next() == Some(TOOL);
    words.filter(move |word| is_tool && *word != "or")
}

/// How a fact begins that names a tool.
const TOOL: &str = "tool";

fn check(prompt: &Prompt, part: Part<'_>) -> Result<(), String> {
    let Part::Fact(fact) = part else { return Ok(()) };
    let mut words = fact.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_argument = |word: &str| word.strip_prefix('$').is_none_or(|name| prompt.arguments.iter().any(|known| known.name == name));
    let is_known = match first {
        TOOL => tools(fact).next().is_some() && tools(fact).all(crate::tools::is_built_in),
        _ => first.starts_with('$') || is_fact(first),
    };
    let all_known = is_known && std::iter::once(first).chain(words).all(is_argument);
    if all_known { Ok(()) } else { Err(format!("`{{{{{fact}}}}}` is not a fact, a tool or an argument of this prompt")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompts::prompts;

    #[test]
    fn every_compiled_text_is_right() {
        for prompt in prompts() {
            let text = Text::parse(prompt, prompt.compiled).unwrap_or_else(|fault| panic!("{}: {fault}", prompt.name));
            assert!(text.description.ends_with('.') && text.body.contains("{{place}}"), "{}", prompt.name);
            let says_what_to_confirm = ["Confirm with me", "my yes", "Change nothing", "change no right"];
            assert!(says_what_to_confirm.iter().any(|words| text.body.contains(words)), "{}", prompt.name);
        }
    }

    #[test]
    fn faults_of_a_text_are_named() {
        let prompt = prompts().first().unwrap();
        let check = |text: &str, expected: &str| {
            let fault = Text::parse(prompt, text).unwrap_err();
            assert!(fault.contains(expected), "{fault}");
        };
        check("# T\nWhat.\n- model: m\n", "an empty line");
        check("T\nWhat.\n- model: m\n\nx", "a title");
        check("# T\n- model: m\n\nx", "what it is for");
        check("# T\nWhat.\n\nx", "`- model: `");
        check("# T\nWhat.\n- model: m\n- other: o\n\nx", "found 2");
        check("# T\nWhat.\n- model: m\n\n{{no_fact}}", "`{{no_fact}}`");
        check("# T\nWhat.\n- model: m\n\n{{tool no_tool}}", "`{{tool no_tool}}`");
        check("# T\nWhat.\n- model: m\n\n{{tool}}", "`{{tool}}`");
        check("# T\nWhat.\n- model: m\n\n{{tool get_record or no_tool}}", "`{{tool get_record or no_tool}}`");
        check("# T\nWhat.\n- model: m\n\n{{fields $other}}", "`{{fields $other}}`");
    }
}
