//! Records that clients listen to: one look at Odoo for all records of a model that a user's clients listen to, however many listen.

mod group;
mod poll;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::answers::{Offers, ReadError, addressed};
use super::application::Application;
use crate::error_code::ErrorCode;
use crate::session::{Principal, SessionKey};
use crate::tools::{Failure, Origin, Problem};
use group::Group;

pub(crate) use group::Subscription;

/// Users and models that are looked at at once.
const MOST_GROUPS: usize = 1_000;

/// The groups, by user and model. A group is there as long as somebody listens.
#[derive(Debug, Default)]
pub(super) struct Subscribers(Mutex<HashMap<(SessionKey, String), Weak<Group>>>);

impl Subscribers {
    /// The group of a user and a model, and whether it is new; `None` where there are too many.
    fn group(&self, principal: &Principal, model: &str) -> Option<(Arc<Group>, bool)> {
        let mut groups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (principal.key(), model.to_owned());
        if let Some(group) = groups.get(&key).and_then(Weak::upgrade) {
            return Some((group, false));
        }
        groups.retain(|_, group| group.strong_count() > 0);
        if groups.len() >= MOST_GROUPS {
            return None;
        }
        let group = Arc::new(Group::new(principal.clone(), model));
        groups.insert(key, Arc::downgrade(&group));
        Some((group, true))
    }
}

impl Application {
    /// Listens to the record at an address, which the principal may read.
    pub(crate) async fn subscribe(
        self: &Arc<Self>,
        principal: &Principal,
        offers: Offers<'_>,
        uri: &str,
    ) -> Result<Subscription, ReadError> {
        let (principal, resource, parameters) = addressed(principal, uri)?;
        self.tool(offers, resource.tool).ok_or(ReadError::NotFound)?;
        let (model, id) = resource.record(&parameters).map_err(ReadError::Failed)?.ok_or_else(|| ReadError::Failed(not_a_record(uri)))?;
        let now = self.shown(principal, &model, &[id]).await.map_err(ReadError::Failed)?;
        let seen = now.get(&id).cloned().ok_or_else(|| ReadError::Failed(absent(&model, id)))?;
        let (group, is_new) = self.subscribers.group(principal, &model).ok_or_else(|| ReadError::Failed(too_many()))?;
        let subscription = group.listen(id, seen).ok_or_else(|| ReadError::Failed(too_many()))?;
        if is_new {
            tokio::spawn(poll::run(Arc::downgrade(self), Arc::downgrade(&group), self.poll_interval()));
        }
        Ok(subscription)
    }

    fn poll_interval(&self) -> Duration {
        self.services.settings.poll_interval
    }
}

fn not_a_record(uri: &str) -> Failure {
    let problem = Problem::new(ErrorCode::WrongValue, "uri", format!("`{uri}` cannot be listened to"));
    Failure::invalid(vec![problem.hint("records can: `odoo://record/{model}/{id}`")])
}

fn absent(model: &str, id: u32) -> Failure {
    Failure::new(ErrorCode::RecordNotFound, Origin::Caller, format!("`{model}` has no record {id} that this user may see"))
}

fn too_many() -> Failure {
    Failure::new(ErrorCode::RateLimited, Origin::Policy, "too many records are listened to; end a subscription first".to_owned())
}
