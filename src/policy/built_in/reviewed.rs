//! Methods that are no buttons and yet what a person does on a screen, with what each argument holds; and models that facts would leave
//! open. Each line has its reason.

/// What an argument of a reviewed method holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text for people, in which any word may stand.
    Prose,
    /// A name, a date or an external id: one word.
    Word,
    /// Such words.
    Words,
    /// The id of a record.
    Id,
    /// Ids of records.
    Ids,
    /// Yes or no.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// The arguments of a method with their kinds.
pub(crate) type Arguments = &'static [(&'static str, Kind)];

/// The first column is the model, `*` for each that has the method.
const METHODS: &[(&str, &str, Arguments)] = &[
    // The wizard that asks for the reason calls it with nothing else.
    ("crm.lead", "action_set_lost", &[("lost_reason_id", Kind::Id)]),
    // The button beside it shows a rainbow and does the same.
    ("crm.lead", "action_set_won", &[]),
    // Which address of a contact a document takes: it changes nothing.
    ("res.partner", "address_get", &[("adr_pref", Kind::Words)]),
    // The chatter of every record: plan, move, do and drop an activity. `act_values` are fields of the activity, these of them.
    ("*", "activity_feedback", &[("act_type_xmlids", Kind::Words), ("user_id", Kind::Id), ("feedback", Kind::Prose)]),
    (
        "*",
        "activity_reschedule",
        &[("act_type_xmlids", Kind::Words), ("user_id", Kind::Id), ("date_deadline", Kind::Word), ("new_user_id", Kind::Id)],
    ),
    (
        "*",
        "activity_schedule",
        &[
            ("act_type_xmlid", Kind::Word),
            ("date_deadline", Kind::Word),
            ("summary", Kind::Prose),
            ("note", Kind::Prose),
            ("user_id", Kind::Id),
            ("activity_type_id", Kind::Id),
        ],
    ),
    ("*", "activity_unlink", &[("act_type_xmlids", Kind::Words), ("user_id", Kind::Id)]),
    // The same on an activity itself, whose rights are those of its record: done, with what came of it.
    ("mail.activity", "action_feedback", &[("feedback", Kind::Prose)]),
    // A message or a note in the person's own name; who else is named or attached stays out.
    (
        "*",
        "message_post",
        &[
            ("body", Kind::Prose),
            ("body_is_html", Kind::Flag),
            ("subject", Kind::Prose),
            // A message of a person or a line of the log; the others say that it came by mail or from the system.
            ("message_type", Kind::OneOf(&["comment", "notification"])),
            ("subtype_xmlid", Kind::Word),
            ("subtype_id", Kind::Id),
            ("partner_ids", Kind::Ids),
            ("parent_id", Kind::Id),
        ],
    ),
    // Followers are added and taken away in the chatter.
    ("*", "message_subscribe", &[("partner_ids", Kind::Ids), ("subtype_ids", Kind::Ids)]),
    ("*", "message_unsubscribe", &[("partner_ids", Kind::Ids)]),
];

/// The arguments of a reviewed method; `None` for any other.
pub(crate) fn method(model: &str, method: &str) -> Option<Arguments> {
    METHODS.iter().find(|(of, name, _)| *name == method && (*of == "*" || *of == model)).map(|(_, _, arguments)| *arguments)
}

/// Whether a method was reviewed for this very model, and not for each that has it.
pub(crate) fn is_reviewed_for(model: &str, method: &str) -> bool {
    METHODS.iter().any(|(of, name, _)| *of == model && *name == method)
}

/// Written by business users according to their rights, and never through this server.
const CLOSED: &[&str] = &[
    // A payment is done when its provider says so.
    "payment.transaction",
    // A rating is what a customer gave.
    "rating.rating",
];

/// Methods that merge contacts: the model, the method, the field with the contacts. Nothing else of such a model is called.
const MERGES: &[(&str, &str, &str)] = &[
    // One contact is left, with an address of either; the wizard's other buttons merge whatever they find.
    ("base.partner.merge.automatic.wizard", "action_merge", "partner_ids"),
];

/// The field with the contacts that a method merges.
pub(crate) fn merged(model: &str, method: &str) -> Option<&'static str> {
    MERGES.iter().find(|(known, name, _)| *known == model && *name == method).map(|(_, _, field)| *field)
}

/// Whether a model merges contacts, by whatever method.
pub(crate) fn merges(model: &str) -> bool {
    MERGES.iter().any(|(known, _, _)| *known == model)
}

/// What a person sets for themselves on a model that is kept otherwise: the model, the fields, and the field that says whose it is.
const OWN: &[(&str, &[&str], &str)] = &[
    // The preferences of a user.
    ("res.users", &["lang", "signature", "tz"], "id"),
    // A plan of one's own is put off or put in other words.
    ("mail.activity", &["date_deadline", "note", "summary"], "user_id"),
];

/// Fields that a person sets for themselves, and the field that says whose a record is.
pub(crate) fn own_fields(model: &str) -> Option<(&'static [&'static str], &'static str)> {
    OWN.iter().find(|(known, _, _)| *known == model).map(|(_, fields, owner)| (*fields, *owner))
}

/// Models whose records take the contact of the user that a field names: the address that is written then is the user's.
const OF_USER: &[(&str, &str)] = &[
    // An employee with a user has the user's contact for work.
    ("hr.employee", "user_id"),
];

/// The field that names the user whose contact a record takes.
pub(crate) fn contact_is_of_user(model: &str) -> Option<&'static str> {
    OF_USER.iter().find(|(known, _)| *known == model).map(|(_, field)| *field)
}

/// Whether nothing is made, changed or deleted of a model, whatever its rights, until an operator names it.
pub(crate) fn is_closed(model: &str) -> bool {
    CLOSED.contains(&model)
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;
    use odoo_sdk::schema::ParameterKind;

    use super::*;

    /// The tables stay short, and every group of lines in them says why it is there.
    #[test]
    fn tables_are_short_and_every_table_has_its_reasons() {
        let text = include_str!("reviewed.rs").split("#[cfg(test)]").next().unwrap();
        let tables: Vec<&str> = text.split("\nconst ").skip(1).map(|rest| rest.split("\n];").next().unwrap()).collect();
        let lines: usize = tables.iter().map(|table| table.lines().count() - 1).sum();
        assert!(tables.len() == 5 && lines < 150, "{} tables, {lines} lines", tables.len());
        for table in &tables {
            let first = table.lines().nth(1).unwrap().trim();
            assert!(first.starts_with("// "), "{first}");
            let (reasons, entries) =
                (table.matches("\n    // ").count(), table.matches("\n    (").count() + table.matches("\n    \"").count());
            assert!(reasons > 0 && entries <= 4 * reasons, "{entries} lines for {reasons} reasons: {table}");
        }
    }

    /// Every method is there in some series, and every argument in its signature or among those that it takes by any name.
    #[test]
    fn reviewed_methods_are_what_the_snapshots_say() {
        let packs: Vec<_> = Series::ALL.iter().map(|series| crate::catalog::embedded_pack(*series).unwrap()).collect();
        for (of, name, arguments) in METHODS {
            let model = if *of == "*" { "res.partner" } else { of };
            let schemas: Vec<_> = packs.iter().filter_map(|pack| pack.model(model).unwrap()).collect();
            let signatures: Vec<_> = schemas.iter().filter_map(|schema| schema.methods.get(*name)).collect();
            assert!(!signatures.is_empty(), "{name}");
            for (argument, _) in *arguments {
                let takes = signatures.iter().flat_map(|signature| &signature.parameters);
                let mut takes = takes.filter(|parameter| parameter.name == *argument || parameter.kind == ParameterKind::VarKeyword);
                assert!(takes.next().is_some(), "{name} takes no `{argument}`");
            }
        }
        for model in CLOSED {
            assert!(packs.iter().any(|pack| pack.model(model).unwrap().is_some()), "{model}");
        }
    }
}
