//! One of the Odoos that a process serves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::SessionLimits;
use crate::catalog::UserSchemas;
use crate::odoo::{Address, InstanceName};

/// Most calls on their way to one Odoo at once, unless configured.
pub(crate) const DEFAULT_IN_FLIGHT: usize = 32;

/// An Odoo.
#[derive(Debug)]
pub struct Instance {
    /// Its name.
    pub name: InstanceName,
    /// Where it is; `None` where nothing is configured.
    pub address: Option<Address>,
    /// Most calls on their way to it at once.
    pub in_flight: usize,
    /// Snapshots of its own.
    pub schemas: UserSchemas,
    /// What may be done there, whoever calls.
    pub limits: SessionLimits,
}

/// The Odoos of a process, by name.
#[derive(Debug, Default)]
pub(super) struct Instances(BTreeMap<InstanceName, Arc<Instance>>);

impl Instance {
    /// The only one, with the defaults.
    #[must_use]
    pub fn only(address: Option<Address>) -> Self {
        let (name, limits) = (InstanceName::default(), SessionLimits::default());
        Self { name, address, in_flight: DEFAULT_IN_FLIGHT, schemas: UserSchemas::default(), limits }
    }
}

impl Instances {
    /// The one of a name.
    pub(super) fn get(&self, name: &InstanceName) -> Option<Arc<Instance>> {
        self.0.get(name).cloned()
    }
}

impl FromIterator<Instance> for Instances {
    fn from_iter<I: IntoIterator<Item = Instance>>(instances: I) -> Self {
        Self(instances.into_iter().map(|instance| (instance.name.clone(), Arc::new(instance))).collect())
    }
}
