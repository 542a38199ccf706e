//! Files belong to the record they hang on: `ir.attachment` is blocked, but for a call that reads or adds files of a record that a tool
//! was let at first, and of no other.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use odoo_sdk::Call;
use odoo_sdk::validate::Access;
use serde_json::{Value, json};

/// The model of files.
pub(crate) const ATTACHMENTS: &str = "ir.attachment";

/// What a new file says of itself.
const WRITTEN: [&str; 5] = ["datas", "name", "raw", "res_id", "res_model"];

/// The record whose files a tool is at. The user may read it and, where a file is added, change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FilesOf {
    /// Its model.
    pub(crate) model: String,
    /// Its id.
    pub(crate) id: u32,
    /// Whether files may be added.
    pub(crate) may_add: bool,
    /// The files that were read as those of the record.
    pub(crate) seen: OnceLock<BTreeSet<i64>>,
}

impl FilesOf {
    /// Those of a record, of which none was read yet.
    pub(crate) fn new(model: &str, id: u32, may_add: bool) -> Self {
        Self { model: model.to_owned(), id, may_add, seen: OnceLock::new() }
    }

    /// Whether each of a list of ids was read as a file of the record.
    pub(super) fn are_seen(&self, ids: &Value) -> bool {
        let is_seen = |id: &Value| id.as_i64().is_some_and(|id| self.seen.get().is_some_and(|seen| seen.contains(&id)));
        ids.as_array().is_some_and(|ids| ids.iter().all(is_seen))
    }

    /// Whether files may be reached so.
    pub(super) fn allow(&self, operation: Access) -> bool {
        match operation {
            Access::Read => true,
            Access::Create => self.may_add,
            Access::Name | Access::Write | Access::Delete | Access::Call => false,
        }
    }

    /// Whether a call is about the files of this record and no others.
    pub(super) fn covers(&self, call: &Call) -> bool {
        let argument = |name: &str| call.positional.iter().find(|(given, _)| given == name)?.1.as_array();
        let is_covered = match call.method.as_str() {
            "search_read" => argument("domain").is_some_and(|domain| self.bounds(domain)),
            "create" => argument("vals_list").is_some_and(|files| files.iter().all(|file| self.is_one(file))),
            _ => false,
        };
        (call.model == ATTACHMENTS && is_covered) || self.posts(call)
    }

    /// Whether a call posts on the record itself, which its files may go with.
    fn posts(&self, call: &Call) -> bool {
        call.method == "message_post" && call.model == self.model && call.ids.as_deref() == Some(&[i64::from(self.id)])
    }

    /// Conditions that all hold, those of the record among them.
    fn bounds(&self, domain: &[Value]) -> bool {
        let of_record = [json!(["res_model", "=", self.model]), json!(["res_id", "=", self.id])];
        domain.iter().all(Value::is_array) && of_record.iter().all(|condition| domain.contains(condition))
    }

    fn is_one(&self, file: &Value) -> bool {
        let hangs_here = file.get("res_model") == Some(&json!(self.model)) && file.get("res_id") == Some(&json!(self.id));
        hangs_here && file.as_object().is_some_and(|values| values.keys().all(|name| WRITTEN.contains(&name.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    const OURS: [&str; 2] = ["res_model", "res_id"];

    fn files(may_add: bool) -> FilesOf {
        FilesOf::new("res.partner", 7, may_add)
    }

    #[test]
    fn files_are_read_and_added_and_nothing_else() {
        assert!(files(false).allow(Access::Read) && !files(false).allow(Access::Create) && files(true).allow(Access::Create));
        for operation in [Access::Name, Access::Write, Access::Delete, Access::Call] {
            assert!(!files(true).allow(operation), "{operation:?}");
        }
    }

    #[test]
    fn a_read_is_bound_to_the_record() {
        let read = |domain| files(false).covers(&Call::search_read(ATTACHMENTS, domain, ["name"]));
        let [model, id] = [json!(["res_model", "=", "res.partner"]), json!(["res_id", "=", 7])];
        assert!(read(json!([model, id])) && read(json!([model, id, ["id", "=", 3]])));
        for domain in [json!([]), json!([model]), json!([id]), json!(["|", model, id]), json!([model, ["res_id", "=", 8]])] {
            assert!(!read(domain.clone()), "{domain}");
        }
        assert!(!files(false).covers(&Call::search_read("res.partner", json!([model, id]), ["name"])));
        assert!(!files(false).covers(&Call::read_records(ATTACHMENTS, [7], ["datas"])));
    }

    #[test]
    fn a_message_takes_files_on_the_record_alone() {
        let post = |model: &str, ids: Vec<i64>| files(false).covers(&Call::new(model, "message_post").ids(ids));
        assert!(post("res.partner", vec![7]));
        let files = files(false);
        assert!(!files.are_seen(&json!([5])), "nothing was read");
        files.seen.set([5].into()).unwrap();
        assert!(files.are_seen(&json!([5])) && !files.are_seen(&json!([5, 6])) && !files.are_seen(&json!([[4, 5]])));
        assert!(!post("res.partner", vec![8]) && !post("res.partner", vec![7, 8]) && !post("sale.order", vec![7]));
    }

    #[test]
    fn a_new_file_hangs_on_the_record() {
        let adds = |values: Value| files(true).covers(&Call::create(ATTACHMENTS, [values.as_object().cloned().unwrap_or_default()]));
        let file = json!({"name": "a.txt", "datas": "YQ==", "res_model": "res.partner", "res_id": 7});
        assert!(adds(file.clone()));
        for (name, value) in [("public", json!(true)), ("url", json!("/x")), ("res_id", json!(8)), ("res_model", json!("res.users"))] {
            let mut other = file.clone();
            other[name] = value;
            assert!(!adds(other), "{name}");
        }
        for name in OURS {
            let left_out: Map<String, Value> =
                file.as_object().unwrap().iter().filter(|(key, _)| *key != name).map(|(key, value)| (key.clone(), value.clone())).collect();
            assert!(!adds(Value::Object(left_out)), "{name}");
        }
    }
}
