//! The methods of the ORM that every model has: what each does, and what its arguments hold.

use super::touch::Access;

/// What an argument of an ORM method holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A domain.
    Domain,
    /// Names of fields to read.
    Fields,
    /// One name of a field to read.
    FieldToRead,
    /// One name of a field to write.
    FieldToWrite,
    /// `field:granularity`.
    GroupBy,
    /// `field:function`, or `name:function(field)`.
    Aggregates,
    /// A domain over aggregates.
    Having,
    /// `field desc, …`.
    Order,
    /// `field desc, …`, by groups and aggregates.
    GroupOrder,
    /// Values of records to be written.
    Values,
    /// Texts by language of the field that another argument names.
    Translations,
    /// Values of a form that is only looked at.
    FormValues,
    /// Fields to read, with those of their co-models below them.
    Specification,
    /// A text that records are found by.
    Name,
    /// Nothing that names fields.
    Plain,
}

/// A method of the ORM whose arguments are understood.
#[derive(Debug, Clone, Copy)]
pub struct OrmMethod {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub access: Access,
    /// Its arguments; one that is not listed is not understood.
    pub arguments: &'static [(&'static str, Role)],
}

const fn orm(name: &'static str, access: Access, arguments: &'static [(&'static str, Role)]) -> OrmMethod {
    OrmMethod { name, access, arguments }
}

/// The method of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static OrmMethod> {
    METHODS.iter().find(|method| method.name == name)
}

/// Methods that set `active` and nothing else of the caller's.
pub const ARCHIVING: &[&str] = &["action_archive", "action_unarchive", "toggle_active"];

/// Sorted by name.
const METHODS: &[OrmMethod] = &[
    orm("action_archive", Access::Write, &[]),
    orm("action_unarchive", Access::Write, &[]),
    orm("check_access_rights", Access::Read, &[("operation", Role::Plain), ("raise_exception", Role::Plain)]),
    orm("check_access_rule", Access::Read, &[("operation", Role::Plain)]),
    orm("copy", Access::Create, &[("default", Role::Values)]),
    orm("create", Access::Create, &[("vals_list", Role::Values), ("vals", Role::Values), ("values", Role::Values)]),
    orm("default_get", Access::Read, &[("fields", Role::Fields), ("fields_list", Role::Fields)]),
    orm("exists", Access::Read, &[]),
    orm("fields_get", Access::Read, &[("allfields", Role::Fields), ("attributes", Role::Plain)]),
    orm(
        "formatted_read_group",
        Access::Read,
        &[
            ("domain", Role::Domain),
            ("groupby", Role::GroupBy),
            ("aggregates", Role::Aggregates),
            ("having", Role::Having),
            ("offset", Role::Plain),
            ("limit", Role::Plain),
            ("order", Role::GroupOrder),
        ],
    ),
    orm("get_field_translations", Access::Read, &[("field_name", Role::FieldToRead), ("langs", Role::Plain)]),
    orm("has_access", Access::Read, &[("operation", Role::Plain)]),
    orm("name_get", Access::Read, &[]),
    orm(
        "name_search",
        Access::Read,
        &[("name", Role::Name), ("args", Role::Domain), ("domain", Role::Domain), ("operator", Role::Plain), ("limit", Role::Plain)],
    ),
    orm("onchange", Access::Read, &[("values", Role::FormValues), ("field_names", Role::Fields), ("fields_spec", Role::Specification)]),
    orm("read", Access::Read, &[("fields", Role::Fields), ("load", Role::Plain)]),
    orm(
        "read_group",
        Access::Read,
        &[
            ("domain", Role::Domain),
            ("fields", Role::Aggregates),
            ("groupby", Role::GroupBy),
            ("offset", Role::Plain),
            ("limit", Role::Plain),
            ("orderby", Role::GroupOrder),
            ("lazy", Role::Plain),
        ],
    ),
    orm(
        "search",
        Access::Read,
        &[("domain", Role::Domain), ("args", Role::Domain), ("offset", Role::Plain), ("limit", Role::Plain), ("order", Role::Order)],
    ),
    orm("search_count", Access::Read, &[("domain", Role::Domain), ("args", Role::Domain), ("limit", Role::Plain)]),
    orm(
        "search_read",
        Access::Read,
        &[
            ("domain", Role::Domain),
            ("fields", Role::Fields),
            ("offset", Role::Plain),
            ("limit", Role::Plain),
            ("order", Role::Order),
            ("load", Role::Plain),
        ],
    ),
    orm("toggle_active", Access::Write, &[]),
    orm("unlink", Access::Delete, &[]),
    orm(
        "update_field_translations",
        Access::Write,
        &[("field_name", Role::FieldToWrite), ("translations", Role::Translations), ("source_lang", Role::Plain)],
    ),
    orm("web_read", Access::Read, &[("specification", Role::Specification)]),
    orm(
        "web_search_read",
        Access::Read,
        &[
            ("domain", Role::Domain),
            ("specification", Role::Specification),
            ("offset", Role::Plain),
            ("limit", Role::Plain),
            ("order", Role::Order),
            ("count_limit", Role::Plain),
        ],
    ),
    orm("write", Access::Write, &[("vals", Role::Values), ("values", Role::Values)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_holds_the_archiving_ones() {
        assert!(METHODS.is_sorted_by_key(|method| method.name));
        assert!(ARCHIVING.iter().all(|name| find(name).is_some_and(|method| method.arguments.is_empty())));
    }
}
