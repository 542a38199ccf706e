//! Which model a wrong name stands for: one of another spelling, a label, the last word of a name, or the nearest.

use crate::nearest::nearest;

/// Most models that are proposed.
const MOST: usize = 3;

/// What a model was called before 17, or what people call what it keeps where its label does not say so.
const OTHER_NAMES: [(&str, &str); 17] = [
    ("account invoice", "account.move"),
    ("account invoice line", "account.move.line"),
    ("bill", "account.move"),
    ("customer", "res.partner"),
    ("hr contract", "hr.version"),
    ("hr holiday", "hr.leave"),
    ("invoice", "account.move"),
    ("invoice line", "account.move.line"),
    ("opportunity", "crm.lead"),
    ("product uom", "uom.uom"),
    ("project issue", "project.task"),
    ("quotation", "sale.order"),
    ("delivery order", "stock.picking"),
    ("stock production lot", "stock.lot"),
    ("supplier", "res.partner"),
    ("vacation", "hr.leave"),
    ("vendor", "res.partner"),
];

/// The model that goes by another name, whether or not it is there.
pub(crate) fn by_other_name(name: &str) -> Option<&'static str> {
    let spoken = words(name).join(" ");
    OTHER_NAMES.iter().find(|(other, _)| *other == spoken).map(|(_, model)| *model)
}

/// Whether two names are the same words, whatever stands between them and however many they are.
pub(crate) fn is_same_words(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

/// The models that a name stands for, of those with their labels. Where one is clearly meant, it alone.
pub(super) fn models<'a>(name: &str, known: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    if let Some((model, _)) = by_other_name(name).and_then(|model| known.clone().find(|(known, _)| *known == model)) {
        return vec![model.to_owned()];
    }
    let dotted = plain(name).replace(' ', ".");
    let words = words(name);
    let is_spelt = |(model, label): &(&str, &str)| *model == dotted || self::words(model) == words || self::words(label) == words;
    let spelt: Vec<String> = known.clone().filter(is_spelt).map(|(model, _)| model.to_owned()).collect();
    if !spelt.is_empty() {
        return spelt.into_iter().take(MOST).collect();
    }
    let ends = |(model, _): &(&str, &str)| !dotted.contains('.') && model.rsplit('.').next() == Some(dotted.trim_end_matches('s'));
    let mut last: Vec<&str> = known.clone().filter(ends).map(|(model, _)| model).collect();
    // The shortest name is the one that others are made of.
    last.sort_by_key(|model| (model.len(), *model));
    if last.is_empty() {
        // A model whose name goes on is another one: `hr.contract` is not meant by `hr.contract.type`.
        let goes_on = |model: &&str| model.strip_prefix(dotted.as_str()).is_some_and(|rest| rest.starts_with('.'));
        last.extend(nearest(&dotted, known.map(|(model, _)| model).filter(|model| !goes_on(model))));
    }
    last.into_iter().take(MOST).map(str::to_owned).collect()
}

/// In small letters, with one space between words.
fn plain(name: &str) -> String {
    let lower = name.chars().take(80).collect::<String>().to_lowercase();
    lower.split([' ', '.', '_', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The words of a name without the `s` of their plurals.
fn words(name: &str) -> Vec<String> {
    plain(name).split(' ').map(|word| word.trim_end_matches('s').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, &str); 8] = [
        ("account.move", "Journal Entry"),
        ("hr.employee", "Employee"),
        ("hr.leave", "Time Off"),
        ("res.partner", "Contact"),
        ("sale.order", "Sales Order"),
        ("sale.order.line", "Sales Order Line"),
        ("stock.warehouse.orderpoint", "Minimum Inventory Rule"),
        ("survey.user_input", "Survey User Input"),
    ];

    #[test]
    fn a_model_is_found_by_what_people_call_it() {
        let check = |name: &str, expected: &[&str]| assert_eq!(models(name, KNOWN.into_iter()), expected, "{name}");
        check("sale_order", &["sale.order"]);
        check("sale.orders", &["sale.order"]);
        check("Sale Order", &["sale.order"]);
        check("SaleOrder", &["sale.order"]);
        check("partner", &["res.partner"]);
        check("partners", &["res.partner"]);
        check("contacts", &["res.partner"]);
        check("journal entries", &[]);
        check("time off", &["hr.leave"]);
        check("res.parnter", &["res.partner"]);
        check("Survey User Inputs", &["survey.user_input"]);
        check("account.invoice", &["account.move"]);
        check("Customers", &["res.partner"]);
        check("", &[]);
        check("😀", &[]);
    }
}
