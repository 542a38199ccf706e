//! Who asks: the tool, and what is known of the user behind the session.

use super::files::FilesOf;
use super::mode::Mode;
use super::question::Question;
use super::scope::Scope;

/// A dialog that Odoo opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialog<'a> {
    /// Its model.
    pub(crate) model: &'a str,
    /// The model of the records that Odoo opened it for.
    pub(crate) about: &'a str,
}

/// Who asks, for one call.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    /// The tool that makes the call.
    pub(crate) tool: &'a str,
    /// What the session reaches; `None` sets no bounds of its own.
    pub(crate) scope: Option<&'a Scope>,
    /// The mode of the session; the server's holds as well.
    pub(crate) mode: Mode,
    /// The dialog that Odoo itself opened for the caller and in which the call is made.
    pub(crate) dialog: Option<Dialog<'a>>,
    /// The user's id in `res.users`; `None` where nobody is connected.
    pub(crate) uid: Option<i64>,
    /// The record whose files the tool was let at.
    pub(crate) files: Option<&'a FilesOf>,
    /// Whether the user is in a group; `None` where that was not asked yet.
    pub(crate) groups: &'a (dyn Fn(&str) -> Option<bool> + Sync),
    /// What the records answer; `None` where that was not asked yet.
    pub(crate) answers: &'a (dyn Fn(&Question) -> Option<bool> + Sync),
}

impl Caller<'_> {
    /// Whether the call is made in a dialog of this model, which Odoo opened.
    pub(crate) fn is_in_dialog(&self, model: &str) -> bool {
        self.dialog.is_some_and(|dialog| dialog.model == model)
    }

    /// Whether the user is in a group; `None` where that was not asked yet.
    pub(crate) fn is_member(&self, group: &str) -> Option<bool> {
        (self.groups)(group)
    }
}

impl std::fmt::Debug for Caller<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caller").field("tool", &self.tool).field("scope", &self.scope).field("mode", &self.mode).finish_non_exhaustive()
    }
}
