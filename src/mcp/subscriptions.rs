//! Clients listen to records: in the era with sessions by subscribing to each, in the other while their request is open.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::{join_all, try_join_all};
use rmcp::RoleServer;
use rmcp::model::{ErrorData, ResourceUpdatedNotificationParam};
use rmcp::service::{Peer, SubscriptionContext};
use serde_json::json;
use tokio::task::AbortHandle;

use super::resources::refused;
use crate::app::{ReadError, Subscription};

/// Records that one client, or one request of it, listens to.
const MOST: usize = 100;

/// What a client with a session listens to, by address.
#[derive(Debug, Default)]
pub(super) struct Subscriptions(Mutex<HashMap<String, AbortHandle>>);

impl Subscriptions {
    /// Reports every change of a record to the client until it unsubscribes or is gone. A second subscription changes nothing.
    pub(super) fn add(&self, uri: &str, mut subscription: Subscription, peer: Peer<RoleServer>) -> Result<(), ErrorData> {
        let mut tasks = self.tasks();
        tasks.retain(|_, task| !task.is_finished());
        if tasks.contains_key(uri) {
            return Ok(());
        }
        if tasks.len() >= MOST {
            return Err(too_many());
        }
        let address = uri.to_owned();
        let task = tokio::spawn(async move {
            loop {
                subscription.changed().await;
                if peer.notify_resource_updated(ResourceUpdatedNotificationParam::new(&address)).await.is_err() {
                    return;
                }
            }
        });
        tasks.insert(uri.to_owned(), task.abort_handle());
        Ok(())
    }

    /// Ends a subscription, if there is one.
    pub(super) fn remove(&self, uri: &str) {
        if let Some(task) = self.tasks().remove(uri) {
            task.abort();
        }
    }

    fn tasks(&self) -> MutexGuard<'_, HashMap<String, AbortHandle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Subscriptions {
    fn drop(&mut self) {
        self.tasks().values().for_each(AbortHandle::abort);
    }
}

/// Opens the records that a request listens to; one that may not be read ends the request with the reason.
pub(super) async fn opened<F>(uris: Vec<String>, open: impl Fn(String) -> F) -> Result<Vec<(String, Subscription)>, ErrorData>
where
    F: Future<Output = Result<Subscription, ReadError>>,
{
    if uris.len() > MOST {
        return Err(too_many());
    }
    let each = async |uri: String| match open(uri.clone()).await {
        Ok(subscription) => Ok((uri, subscription)),
        Err(error) => Err(refused(&uri, error)),
    };
    try_join_all(uris.into_iter().map(each)).await
}

/// Reports every change of these records to a subscriber; does not end by itself.
pub(super) async fn listen(opened: Vec<(String, Subscription)>, context: &SubscriptionContext) {
    let report = async |(uri, mut subscription): (String, Subscription)| loop {
        subscription.changed().await;
        drop(context.sink().notify_resource_updated(&uri).await);
    };
    join_all(opened.into_iter().map(report)).await;
}

fn too_many() -> ErrorData {
    ErrorData::invalid_params(format!("at most {MOST} records are listened to at once"), Some(json!({"most": MOST})))
}
