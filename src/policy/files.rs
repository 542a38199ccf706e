//! Files belong to the record they hang on: `ir.attachment` is blocked, but for a tool that was let at the record first and reads or
//! adds files of that record alone.

use odoo_sdk::validate::Access;

/// The model of files.
pub(super) const ATTACHMENTS: &str = "ir.attachment";

/// The record whose files a tool is at. The user may read it and, where a file is added, change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FilesOf {
    /// Its model.
    pub(crate) model: String,
    /// Whether files may be added.
    pub(crate) may_add: bool,
}

impl FilesOf {
    /// Whether files may be reached so.
    pub(super) fn allow(&self, operation: Access) -> bool {
        match operation {
            Access::Read => true,
            Access::Create => self.may_add,
            Access::Name | Access::Write | Access::Delete | Access::Call => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_and_added_and_nothing_else() {
        let files = |may_add| FilesOf { model: "res.partner".to_owned(), may_add };
        assert!(files(false).allow(Access::Read) && !files(false).allow(Access::Create) && files(true).allow(Access::Create));
        for operation in [Access::Name, Access::Write, Access::Delete, Access::Call] {
            assert!(!files(true).allow(operation), "{operation:?}");
        }
    }
}
