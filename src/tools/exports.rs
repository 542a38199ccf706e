//! Exports that wait to be read: each once, by who made it, for a while. All together are bounded.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

/// How long an export waits.
pub(crate) const WAITS_FOR: Duration = Duration::from_secs(15 * 60);

/// Memory of all exports that wait, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// Length of a handle, in bytes.
const HANDLE_BYTES: usize = 16;

/// A file that was exported.
#[derive(Debug)]
pub(crate) struct Export {
    identity: String,
    pub(crate) name: String,
    pub(crate) mime_type: &'static str,
    pub(crate) text: String,
}

/// Every export that waits.
#[derive(Debug, Clone)]
pub(crate) struct Exports {
    waiting: Cache<String, Arc<Export>>,
}

impl Default for Exports {
    fn default() -> Self {
        let bytes = |_: &String, export: &Arc<Export>| u32::try_from(export.text.len()).unwrap_or(u32::MAX);
        Self { waiting: Cache::builder().max_capacity(MOST_BYTES).weigher(bytes).time_to_live(WAITS_FOR).build() }
    }
}

impl Exports {
    /// Keeps an export; its handle, or `None` where the system has no randomness.
    pub(crate) fn keep(&self, identity: String, name: String, mime_type: &'static str, text: String) -> Option<String> {
        let mut bytes = [0; HANDLE_BYTES];
        getrandom::fill(&mut bytes).ok()?;
        let handle: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.waiting.insert(handle.clone(), Arc::new(Export { identity, name, mime_type, text }));
        Some(handle)
    }

    /// The export of a handle, which is gone with this.
    pub(crate) fn take(&self, identity: &str, handle: &str) -> Option<Arc<Export>> {
        let export = self.waiting.get(handle).filter(|export| export.identity == identity)?;
        // Of two who read at once, one gets it.
        self.waiting.remove(handle).map(|_| export)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_read_once_by_who_made_it() {
        let exports = Exports::default();
        let handle = exports.keep("bot".to_owned(), "a.csv".to_owned(), "text/csv", "id\n1\n".to_owned()).unwrap();
        assert!(exports.take("mallory", &handle).is_none() && exports.take("bot", "0").is_none());
        assert_eq!(exports.take("bot", &handle).unwrap().text, "id\n1\n");
        assert!(exports.take("bot", &handle).is_none());
    }
}
