//! People who are named where an id is expected. A name that only one user has is enough for a field that links to a user.

use odoo_sdk::Call;
use odoo_sdk::schema::FieldType;
use odoo_sdk::validate::{CallPath, Change, Observer, Touch, patch};
use serde_json::{Value, json};

use super::{Odoo, Operation};
use crate::tools::failure::Failure;
use crate::tools::shape;

/// Users, whose names alone are found.
const USERS: &str = "res.users";

/// Maximum number of names that are looked up in one call.
const MOST: usize = 5;

/// A name in place of an id, where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    path: String,
    name: String,
}

/// An observer that also notes the people who are named.
pub(super) struct People<'o> {
    inner: &'o mut dyn Observer,
    named: &'o mut Vec<Person>,
}

impl<'o> People<'o> {
    pub(super) fn new(inner: &'o mut dyn Observer, named: &'o mut Vec<Person>) -> Self {
        Self { inner, named }
    }
}

impl Observer for People<'_> {
    fn touch(&mut self, touch: Touch<'_>, at: &CallPath<'_>) -> bool {
        if let Touch::Value { field, value: Value::String(name), .. } = touch {
            let is_user = field.field_type == FieldType::Many2one && field.relation.as_deref() == Some(USERS);
            let is_name = name.chars().any(char::is_alphabetic) && name.len() <= 200 && !name.contains('\0');
            if is_user && is_name && self.named.len() < MOST {
                self.named.push(Person { path: at.dotted(), name: name.clone() });
            }
        }
        self.inner.touch(touch, at)
    }
}

impl Odoo {
    /// The ids of the people of whom there is one alone.
    pub(super) async fn identified(&self, named: &[Person]) -> Result<Vec<Change>, Failure> {
        let mut changes = Vec::new();
        for person in named {
            if let Some((id, name)) = self.only_user(&person.name).await? {
                let message = format!("`{}` is the user `{name}` with the id `{id}`", person.name);
                let patch = patch::replace(patch::pointer(&person.path), id);
                changes.push(Change { path: person.path.clone(), message, patch });
            }
        }
        Ok(changes)
    }

    /// The one user of a name: of that very name, or the only one whose name has it.
    async fn only_user(&self, name: &str) -> Result<Option<(i64, String)>, Failure> {
        let mut call = json!({"domain": []});
        Box::pin(self.check(Operation::Names, USERS, &mut call)).await?;
        let request = Call::name_search(USERS, name).positional("domain", json!([])).named("limit", 10);
        let found = self.send(request).await?;
        let users: Vec<(i64, String)> = found.as_array().into_iter().flatten().filter_map(user).collect();
        let mut same = users.iter().filter(|(_, known)| known.eq_ignore_ascii_case(name));
        Ok(match (same.next(), same.next(), users.as_slice()) {
            (Some(only), None, _) | (None, None, [only]) => Some(only.clone()),
            _ => None,
        })
    }
}

fn user(found: &Value) -> Option<(i64, String)> {
    let user = shape::many2one(found.clone());
    Some((user.get("id")?.as_i64()?, user.get("name")?.as_str()?.to_owned()))
}
