//! Dialogs that wait for an answer. Their contexts stay here; a caller has a handle that nobody guesses, good for the principal that it
//! was made for and for a while.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use crate::tools::outcome::Opening;

/// How long a dialog waits.
const WAITS_FOR: Duration = Duration::from_secs(30 * 60);

/// Most dialogs that wait.
const MOST: u64 = 2_000;

/// Length of a handle, in bytes.
const HANDLE_BYTES: usize = 16;

/// The call that opened a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Called {
    pub(crate) model: String,
    /// The method; of a dialog that a menu opens, its own model.
    pub(crate) method: String,
    pub(crate) ids: Vec<i64>,
}

/// A dialog that waits.
#[derive(Debug)]
pub(crate) struct Waiting {
    identity: String,
    pub(crate) called: Called,
    pub(crate) opening: Opening,
}

/// Every dialog that waits, by its handle and by the call that opened it.
#[derive(Debug, Clone)]
pub(crate) struct Dialogs {
    waiting: Cache<String, Arc<Waiting>>,
    handles: Cache<String, String>,
}

impl Default for Dialogs {
    fn default() -> Self {
        Self::waiting_for(WAITS_FOR)
    }
}

impl Dialogs {
    fn waiting_for(time: Duration) -> Self {
        let waiting = Cache::builder().max_capacity(MOST).time_to_live(time).build();
        Self { waiting, handles: Cache::builder().max_capacity(MOST).time_to_live(time).build() }
    }

    /// Keeps a dialog; its handle, or `None` where the system has no randomness.
    pub(crate) fn keep(&self, identity: &str, called: Called, opening: Opening) -> Option<String> {
        let handle = handle()?;
        self.handles.insert(name(identity, &called), handle.clone());
        self.waiting.insert(handle.clone(), Arc::new(Waiting { identity: identity.to_owned(), called, opening }));
        Some(handle)
    }

    /// The dialog of a handle.
    pub(crate) fn get(&self, identity: &str, handle: &str) -> Option<Arc<Waiting>> {
        self.waiting.get(handle).filter(|waiting| waiting.identity == identity)
    }

    /// The dialog that this very call opened and that still waits.
    pub(crate) fn of(&self, identity: &str, called: &Called) -> Option<(String, Arc<Waiting>)> {
        let handle = self.handles.get(&name(identity, called))?;
        let waiting = self.get(identity, &handle)?;
        Some((handle, waiting))
    }

    /// Forgets a dialog that was answered.
    pub(crate) fn forget(&self, handle: &str) {
        if let Some(waiting) = self.waiting.remove(handle) {
            self.handles.invalidate(&name(&waiting.identity, &waiting.called));
        }
    }
}

fn name(identity: &str, called: &Called) -> String {
    format!("{identity}|{}|{}|{:?}", called.model, called.method, called.ids)
}

fn handle() -> Option<String> {
    let mut bytes = [0; HANDLE_BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_good_for_its_principal_until_it_is_answered() {
        let (dialogs, opening) = (Dialogs::default(), Opening { model: "w".to_owned(), ..Opening::default() });
        let called = Called { model: "m".to_owned(), method: "open".to_owned(), ids: vec![1] };
        let handle = dialogs.keep("bot", called.clone(), opening).unwrap();
        assert_eq!(dialogs.get("bot", &handle).unwrap().opening.model, "w");
        assert!(dialogs.get("mallory", &handle).is_none() && dialogs.of("mallory", &called).is_none());
        assert!(dialogs.of("bot", &Called { ids: vec![1, 2], ..called.clone() }).is_none());
        assert_eq!(dialogs.of("bot", &called).unwrap().0, handle);
        dialogs.forget(&handle);
        assert!(dialogs.get("bot", &handle).is_none() && dialogs.of("bot", &called).is_none());
    }

    #[test]
    fn a_dialog_does_not_wait_for_ever() {
        let dialogs = Dialogs::waiting_for(Duration::ZERO);
        let called = Called { model: "m".to_owned(), method: "open".to_owned(), ids: vec![1] };
        let handle = dialogs.keep("bot", called.clone(), Opening::default()).unwrap();
        assert!(dialogs.get("bot", &handle).is_none() && dialogs.of("bot", &called).is_none());
    }
}
