//! `find_user`: the users that a name, a login or an e-mail address belongs to; of each the id and the name, and nothing else.

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::matching;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The model of accounts: found by name, and blocked for everything else.
const USERS: &str = "res.users";

/// Users of one answer.
const MOST: usize = 20;

/// The tool.
pub(crate) struct FindUser;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Part of a name, or a whole address.
    text: String,
}

impl TypedTool for FindUser {
    const NAME: &'static str = "find_user";
    const TITLE: &'static str = "Find a user";
    const DESCRIPTION: &'static str = "The id of a user by name, login or e-mail; for customers use `search_all`.";
    const RETURNS: Returns = &[("users", "array", true), ("has_more", "boolean", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let text = checked(&arguments.text)?;
        let by_name = Call::name_search(USERS, text).named("limit", MOST + 1);
        let found = context.odoo.send(by_name).await?;
        let mut users: Vec<Value> = found.as_array().cloned().unwrap_or_default().into_iter().map(shape::many2one).collect();
        if text.contains('@') {
            for user in by_address(context, text).await? {
                if !users.iter().any(|known| own::id_of(known) == own::id_of(&user)) {
                    users.push(user);
                }
            }
        }
        let has_more = users.len() > MOST;
        users.truncate(MOST);
        let summary = format!("{} users match `{text}`", users.len());
        Ok(ToolOutput::new(json!({"users": users, "has_more": has_more}), summary))
    }
}

fn checked(text: &str) -> Result<&str, Failure> {
    match text.trim() {
        "" => Err(own::wrong("text", "`text` is empty, expected a name, a login or an e-mail address".to_owned())),
        text if text.contains('\0') => {
            let message = "`text` has a NUL character, which the database refuses";
            Err(Failure::invalid(vec![Problem::new(IssueCode::BadText, "text", message)]))
        }
        text => Ok(text),
    }
}

/// The users behind the contacts of an address, as far as the caller may look for contacts by it.
async fn by_address(context: &ToolContext, address: &str) -> Result<Vec<Value>, Failure> {
    let contacts = match matching::found(context, "res.partner", json!([["email", "=ilike", escaped(address)]]), &["id"], MOST).await {
        Ok(contacts) => contacts,
        Err(failure) if failure.is_of_policy() => return Ok(Vec::new()),
        Err(failure) => return Err(failure),
    };
    let ids: Vec<i64> = contacts.iter().map(own::id_of).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let users = context.odoo.connected().await?.client().users_of(&ids).await?.unwrap_or_default();
    Ok(users.iter().map(|user| json!({"id": user.get("id"), "name": user.get("display_name")})).collect())
}

/// A text that a pattern matches as it is.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_and_never_a_pattern() {
        assert_eq!(escaped("a_b%@x.example"), "a\\_b\\%@x.example");
        assert_eq!(checked("  ").unwrap_err().to_json()["code"], "wrong_value");
        assert_eq!(checked(" ana ").unwrap(), "ana");
    }
}
