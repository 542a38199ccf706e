//! Corrections of what Odoo says of itself. Each has a reason, and each must change something: a fixup that no snapshot needs
//! any more is an error, so that it does not stay for ever.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Series;
use odoo_sdk::adapter::is_database_specific;
use odoo_sdk::schema::ModelSchema;

type Models = BTreeMap<String, ModelSchema>;

/// One correction: whether it changed anything.
type Fixup = fn(Series, &mut Models) -> bool;

/// Every fixup by name.
const FIXUPS: &[(&str, Fixup)] = &[("group_switches_of_users", group_switches_of_users)];

/// Applies them all and notes those that changed something.
pub(crate) fn apply(series: Series, models: &mut Models, fixed: &mut BTreeSet<&'static str>) {
    fixed.extend(FIXUPS.iter().filter(|(_, fixup)| fixup(series, models)).map(|(name, _)| *name));
}

/// The fixups that changed nothing.
pub(crate) fn unused(fixed: &BTreeSet<&'static str>) -> Vec<&'static str> {
    FIXUPS.iter().map(|(name, _)| *name).filter(|name| !fixed.contains(name)).collect()
}

/// 17 and 18 show a user's groups as fields named after the ids of groups in that very database (`in_group_7`,
/// `sel_groups_1_10_11`, in `addons/base/models/res_users.py`): they mean something else in every other database.
fn group_switches_of_users(_series: Series, models: &mut Models) -> bool {
    let mut changed = false;
    for model in models.values_mut() {
        let before = model.fields.len();
        model.fields.retain(|name, _| !is_database_specific(name));
        changed |= model.fields.len() != before;
    }
    changed
}
