//! The records of one model that one user's clients listen to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{Receiver, Sender, channel, error::RecvError};

use crate::session::Principal;

/// Records of one model that one user's clients listen to at once.
const MOST_RECORDS: usize = 500;

/// Changes that a slow listener may be behind before it takes any of them for its own.
const BACKLOG: usize = 64;

/// What one question to Odoo covers.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) principal: Principal,
    pub(super) model: String,
    records: Mutex<BTreeMap<u32, Subscribed>>,
    changes: Sender<u32>,
}

/// A record with how many listen to it, and a digest of what it showed last.
#[derive(Debug)]
struct Subscribed {
    listeners: usize,
    shown: String,
}

/// Somebody who listens to a record, until it is dropped.
#[derive(Debug)]
pub(crate) struct Subscription {
    group: Arc<Group>,
    id: u32,
    changes: Receiver<u32>,
}

impl Group {
    pub(super) fn new(principal: Principal, model: &str) -> Self {
        Self { principal, model: model.to_owned(), records: Mutex::default(), changes: channel(BACKLOG).0 }
    }

    /// Listens to a record that shows this now; `None` where too many are listened to.
    pub(super) fn listen(self: &Arc<Self>, id: u32, shown: String) -> Option<Subscription> {
        let mut records = self.records();
        if records.len() >= MOST_RECORDS && !records.contains_key(&id) {
            return None;
        }
        records.entry(id).or_insert(Subscribed { listeners: 0, shown }).listeners += 1;
        Some(Subscription { group: Arc::clone(self), id, changes: self.changes.subscribe() })
    }

    /// The records that somebody listens to.
    pub(super) fn ids(&self) -> Vec<u32> {
        self.records().keys().copied().collect()
    }

    /// Reports what shows something else since; of a record that is gone, once.
    pub(super) fn compare(&self, asked: &[u32], now: &BTreeMap<u32, String>) {
        let mut records = self.records();
        for id in asked {
            let shown = now.get(id).cloned().unwrap_or_default();
            if let Some(record) = records.get_mut(id).filter(|record| record.shown != shown) {
                record.shown = shown;
                // Nobody may listen any more.
                drop(self.changes.send(*id));
            }
        }
    }

    fn forget(&self, id: u32) {
        let mut records = self.records();
        if let Some(record) = records.get_mut(&id) {
            record.listeners -= 1;
            if record.listeners == 0 {
                records.remove(&id);
            }
        }
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<u32, Subscribed>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscription {
    /// Waits until the record was written or deleted.
    pub(crate) async fn changed(&mut self) {
        loop {
            match self.changes.recv().await {
                Ok(id) if id == self.id => return,
                // What was missed may have been about it.
                Err(RecvError::Lagged(_)) => return,
                Ok(_) | Err(RecvError::Closed) => {}
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.group.forget(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odoo::ConnectionError;

    fn group() -> Arc<Group> {
        let nobody = Principal::new("test", "test", Err(ConnectionError::Missing(Vec::new())));
        Arc::new(Group::new(nobody, "res.partner"))
    }

    fn now(id: u32, shown: &str) -> BTreeMap<u32, String> {
        BTreeMap::from([(id, shown.to_owned())])
    }

    #[tokio::test]
    async fn a_listener_hears_of_its_own_record_once_for_each_change() {
        let group = group();
        let (mut one, mut other) = (group.listen(1, "a".to_owned()).unwrap(), group.listen(2, "a".to_owned()).unwrap());
        group.compare(&[1], &now(1, "a"));
        group.compare(&[1], &now(1, "b"));
        one.changed().await;
        group.compare(&[1], &now(1, "b"));
        // Gone, which is said once.
        group.compare(&[2], &BTreeMap::new());
        group.compare(&[2], &BTreeMap::new());
        other.changed().await;
        assert!(one.changes.try_recv().is_ok_and(|id| id == 2) && one.changes.is_empty() && other.changes.is_empty());
    }

    #[test]
    fn a_record_is_asked_about_while_somebody_listens() {
        let group = group();
        let listeners: Vec<Subscription> = (0..1_000).map(|_| group.listen(7, "a".to_owned()).unwrap()).collect();
        assert_eq!(group.ids(), [7]);
        drop(listeners);
        assert!(group.ids().is_empty());
        let most: Vec<Subscription> = (0..500).map(|id| group.listen(id, "a".to_owned()).unwrap()).collect();
        assert!(group.listen(500, "a".to_owned()).is_none() && group.listen(3, "a".to_owned()).is_some(), "{}", most.len());
    }
}
