//! `odoo://users`: names and ids of users, and nothing else of them.

use std::sync::Arc;
use std::time::Duration;

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::{Freshness, Resource};
use crate::error_code::ErrorCode;
use crate::tools::{Effect, Failure, Judged, Operation, Problem, ToolClass, ToolContext, ToolOutput, Toolset, shape};

/// The tool whose rules hold.
const TOOL: &str = "name_search";

/// Users of one page.
const PAGE: usize = 200;

/// Users before the last page: one search finds a page and all before it, as `name_search` knows no offset.
const LAST: usize = 20_000;

/// The first page.
pub(super) fn first_page() -> Resource {
    Resource {
        template: "odoo://users",
        name: "users",
        title: "Users",
        description: "Names and ids of the users that this user may see, 200 at a time; `next_cursor` is the `cursor` of the next page.",
        ..further_pages()
    }
}

/// The other pages.
pub(super) fn further_pages() -> Resource {
    let class = ToolClass::new(Effect::Reads, Toolset::Records);
    Resource {
        template: "odoo://users{?cursor}",
        name: "users_page",
        title: "Users, further pages",
        description: "The users behind `cursor`, which the page before gives as `next_cursor`.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(60)),
        tool: TOOL,
        own: Some(Arc::new(Judged::new(TOOL, class, &["cursor"], |context, given| Box::pin(answer(context, given))))),
        completions: &[],
        arguments: |given| Ok(given.as_arguments(&[("cursor", "cursor")])),
    }
}

async fn answer(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let start = given.get("cursor").map_or(Ok(0), position)?;
    context.odoo.check(Operation::Names, "res.users", &mut json!({"domain": []})).await?;
    let request = Call::name_search("res.users", "").positional("domain", json!([])).named("limit", start + PAGE + 1);
    let found = context.odoo.send(request).await?;
    let mut behind = found.as_array().into_iter().flatten().skip(start);
    let users: Vec<Value> = behind.by_ref().take(PAGE).cloned().map(shape::many2one).collect();
    let summary = format!("{} users", users.len());
    let mut answer = json!({"model": "res.users", "matches": users, "has_more": false});
    if behind.next().is_some() && start < LAST {
        shape::set(&mut answer, "has_more", json!(true));
        shape::set(&mut answer, "next_cursor", json!((start + PAGE).to_string()));
    }
    Ok(ToolOutput::new(answer, summary))
}

/// How many users are before a page.
fn position(cursor: &Value) -> Result<usize, Failure> {
    let text = cursor.as_str().unwrap_or_default();
    let position = text.parse().ok().filter(|position| *position <= LAST && position % PAGE == 0);
    position.ok_or_else(|| {
        let problem = Problem::new(ErrorCode::WrongValue, "cursor", format!("`{text}` is not a page of users"));
        Failure::invalid(vec![problem.hint("take the `next_cursor` of the page before")])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_is_where_a_page_begins() {
        assert_eq!((position(&json!("0")).unwrap(), position(&json!("200")).unwrap()), (0, 200));
        for wrong in ["", "-200", "1", "20200", "x", "99999999999999999999"] {
            assert_eq!(position(&json!(wrong)).unwrap_err().to_json()["path"], "cursor", "{wrong}");
        }
    }
}
