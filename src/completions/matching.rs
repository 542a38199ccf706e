//! Which names begin with, or else have in them, what was typed.

use super::Completions;

/// Maximum number of values in one answer; the protocol allows no more.
const MOST: usize = 100;

/// The names that match, those that begin with what was typed first. Labels are looked at too where there are any.
pub(crate) fn matching<'a>(typed: &str, names: impl Iterator<Item = (&'a str, &'a str)>) -> Completions {
    let typed = typed.to_lowercase();
    let rank = |(name, label): (&'a str, &'a str)| {
        let (lower, label) = (name.to_lowercase(), label.to_lowercase());
        let rank = match () {
            () if lower.starts_with(&typed) => 0,
            () if label.starts_with(&typed) => 1,
            () if lower.contains(&typed) || label.contains(&typed) => 2,
            () => return None,
        };
        Some((rank, name))
    };
    let mut found: Vec<(u8, &str)> = names.filter_map(rank).collect();
    found.sort_unstable();
    let has_more = found.len() > MOST;
    Completions { values: found.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect(), has_more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_so_come_first() {
        let known =
            [("account.move", "Journal Entry"), ("res.partner", "Contact"), ("sale.order", "Sales Order"), ("stock.move", "Stock Move")];
        let check = |typed: &str, expected: &[&str]| assert_eq!(matching(typed, known.into_iter()).values, expected, "{typed}");
        check("", &["account.move", "res.partner", "sale.order", "stock.move"]);
        check("S", &["sale.order", "stock.move", "res.partner"]);
        check("contact", &["res.partner"]);
        check("move", &["account.move", "stock.move"]);
        check("nothing", &[]);
    }

    #[test]
    fn no_more_than_a_hundred_are_given() {
        let names: Vec<String> = (0..150).map(|number| format!("m{number:03}")).collect();
        let found = matching("m", names.iter().map(|name| (name.as_str(), "")));
        assert_eq!((found.values.len(), found.has_more), (100, true));
    }
}
