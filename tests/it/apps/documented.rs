//! The conversations in `docs/toolsets/`: each call is made on the embedded Odoo of the demo, and its answer is what the page shows.
//! `UPDATE_PAGES=1` writes the answers anew.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::client::Gateway;

/// How a call begins; what comes after it is the answer.
const CALL: &str = "> ";

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/toolsets");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

/// Makes a call of the page, or confirms the one before.
fn answer(gateway: &mut Gateway, line: &str, before: &mut (String, Value, Value)) -> Value {
    let (tool, arguments) = match line {
        "yes" => {
            let mut arguments = before.1.clone();
            arguments["confirm_token"] = before.2.clone();
            (before.0.clone(), arguments)
        }
        call => {
            let (tool, arguments) = call.split_once(' ').unwrap_or((call, "{}"));
            (tool.to_owned(), serde_json::from_str(arguments).unwrap_or_else(|error| panic!("{line}: {error}")))
        }
    };
    let mut answer = gateway.call(&tool, arguments.clone())["structuredContent"].clone();
    let mut token = Value::Null;
    if let Some(given) = answer.get_mut("error").and_then(|error| error.get_mut("confirm_token")) {
        token = std::mem::replace(given, json!("…"));
    }
    *before = (tool, arguments, token);
    answer
}

/// The page with the answers of this gateway.
fn run(text: &str, mut gateway: Gateway) -> String {
    let (mut page, mut is_answer) = (String::new(), false);
    let mut before = (String::new(), json!({}), Value::Null);
    for line in text.lines() {
        if line == "```" {
            is_answer = false;
        }
        if is_answer {
            continue;
        }
        page.push_str(line);
        page.push('\n');
        if let Some(call) = line.strip_prefix(CALL) {
            let answer = answer(&mut gateway, call, &mut before);
            page.push_str(&serde_json::to_string_pretty(&answer).unwrap());
            page.push('\n');
            is_answer = true;
        }
    }
    page
}

/// Compares a page with what this gateway answers.
pub(crate) fn check(path: &Path, gateway: Gateway) {
    let text = std::fs::read_to_string(path).unwrap();
    let true_page = run(&text, gateway);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(path, &true_page).unwrap();
    } else {
        assert_eq!(text, true_page, "{}: `UPDATE_PAGES=1` writes it anew", path.display());
    }
}

#[test]
fn every_conversation_is_one_that_was_had() {
    pages().iter().for_each(|path| check(path, Gateway::start_with(&["serve", "--demo"], &[])));
}
