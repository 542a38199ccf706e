//! What an ordinary user of a business app could do on a screen, from the facts that a schema carries: the rights of groups, and the
//! buttons of views. What no such group may do is refused, whoever is connected, until an operator permits it.

use odoo_sdk::schema::{Button, EVERYONE, Groups, ModelSchema, Rights};
use odoo_sdk::validate::Access;

/// Groups of people who use no app: visitors and customers.
const OUTSIDE: &[&str] = &["base.group_portal", "base.group_public"];

/// What the facts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A group of a business app may.
    Permits,
    /// Administrators alone may, or nobody.
    Refuses,
    /// No fact is known.
    Unknown,
}

/// What the rights of groups say.
pub(crate) fn of_records(model: &ModelSchema, groups: Option<&Groups>, access: Access) -> Fact {
    match groups_that_may(model, groups, access) {
        None => Fact::Unknown,
        Some(groups) if groups.is_empty() => Fact::Refuses,
        Some(_) => Fact::Permits,
    }
}

/// The groups of business apps that have a right; `None` where nothing is known.
pub(crate) fn groups_that_may<'m>(model: &'m ModelSchema, groups: Option<&Groups>, access: Access) -> Option<Vec<&'m str>> {
    let rights = model.access.as_ref()?.iter();
    Some(
        rights
            .filter(|(group, rights)| allows(**rights, access) && is_of_business(groups, group))
            .map(|(group, _)| group.as_str())
            .collect(),
    )
}

/// What the buttons of a model's views say of a method.
pub(crate) fn of_method(model: &ModelSchema, groups: Option<&Groups>, method: &str) -> Fact {
    let Some(buttons) = &model.buttons else { return Fact::Unknown };
    let is_seen = |button: &Button| match button.groups.as_deref() {
        None => true,
        // A group with `!` before it does not see the button, so that others do.
        Some(names) => names.split(',').map(str::trim).any(|group| group.starts_with('!') || is_of_business(groups, group)),
    };
    let may_change =
        [Access::Create, Access::Write, Access::Delete].iter().any(|access| of_records(model, groups, *access) != Fact::Refuses);
    // What nobody may change, administrators included, is a view on other records: whoever reads it presses its buttons.
    let is_view = of_records(model, groups, Access::Read) == Fact::Permits && !changes_by_anybody(model);
    if (may_change || is_view) && buttons.get(method).is_some_and(is_seen) { Fact::Permits } else { Fact::Refuses }
}

fn changes_by_anybody(model: &ModelSchema) -> bool {
    model.access.iter().flatten().any(|(_, rights)| rights.create || rights.write || rights.unlink)
}

fn allows(rights: Rights, access: Access) -> bool {
    match access {
        Access::Name | Access::Read | Access::Call => rights.read,
        Access::Create => rights.create,
        Access::Write => rights.write,
        Access::Delete => rights.unlink,
    }
}

fn is_of_business(groups: Option<&Groups>, group: &str) -> bool {
    let is_administrative = groups.map_or_else(|| Groups::default().is_administrative(group), |groups| groups.is_administrative(group));
    group == EVERYONE || !(OUTSIDE.contains(&group) || is_administrative)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn model(access: &[(&str, &str)], buttons: &[(&str, Option<&str>)]) -> ModelSchema {
        let button = |groups: &Option<&str>| Button { groups: groups.map(str::to_owned), ..Button::default() };
        ModelSchema {
            access: Some(access.iter().map(|(group, rights)| ((*group).to_owned(), Rights::from((*rights).to_owned()))).collect()),
            buttons: Some(buttons.iter().map(|(name, groups)| ((*name).to_owned(), button(groups))).collect()),
            ..ModelSchema::default()
        }
    }

    fn groups() -> Groups {
        let implies = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Groups(BTreeMap::from([
            ("x.owner".to_owned(), implies(&["base.group_system"])),
            ("x.clerk".to_owned(), implies(&["base.group_user"])),
        ]))
    }

    #[test]
    fn rights_of_a_business_group_permit_and_those_of_others_do_not() {
        let check = |access: &[(&str, &str)], expected| {
            assert_eq!(of_records(&model(access, &[]), Some(&groups()), Access::Write), expected, "{access:?}");
        };
        check(&[("x.clerk", "rw")], Fact::Permits);
        check(&[("*", "rwcu")], Fact::Permits);
        check(&[("x.clerk", "r"), ("x.owner", "rwcu"), ("base.group_system", "rwcu")], Fact::Refuses);
        check(&[("base.group_portal", "rw"), ("base.group_public", "rw")], Fact::Refuses);
        check(&[], Fact::Refuses);
        assert_eq!(of_records(&ModelSchema::default(), None, Access::Write), Fact::Unknown);
    }

    #[test]
    fn button_permits_where_somebody_of_a_business_group_sees_it() {
        let buttons = [("confirm", None), ("own", Some("x.owner")), ("both", Some("x.owner, x.clerk")), ("not", Some("!x.clerk"))];
        let open = model(&[("x.clerk", "rw")], &buttons);
        let check = |model: &ModelSchema, method, expected| assert_eq!(of_method(model, Some(&groups()), method), expected, "{method}");
        check(&open, "confirm", Fact::Permits);
        check(&open, "own", Fact::Refuses);
        check(&open, "both", Fact::Permits);
        check(&open, "not", Fact::Permits);
        check(&open, "anything", Fact::Refuses);
        check(&model(&[("x.clerk", "r"), ("x.owner", "rw")], &buttons), "confirm", Fact::Refuses);
        // Nobody changes a report, and whoever reads it presses its buttons.
        check(&model(&[("x.clerk", "r"), ("x.owner", "r")], &buttons), "confirm", Fact::Permits);
        check(&model(&[("x.owner", "r")], &buttons), "confirm", Fact::Refuses);
        check(&ModelSchema::default(), "confirm", Fact::Unknown);
    }
}
