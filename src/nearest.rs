//! "Did you mean": the known name nearest to an unknown one, by one measure and one bound for all of the gateway; beside it a single slip.

/// The similarity above which a name is likely to be meant.
const NEAR: f64 = 0.85;

/// How alike two names are, from 0 to 1.
pub(crate) fn similarity(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(one, other)
}

/// The nearest of some names, where one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    best(known.map(|candidate| (similarity(name, candidate), candidate)))
}

/// The best of some scored candidates, where it is near.
pub(crate) fn best<T>(scored: impl Iterator<Item = (f64, T)>) -> Option<T> {
    scored.filter(|(score, _)| *score > NEAR).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}

/// The known name that one slip of the fingers away makes of this one. For where other names are the caller's own, and near ones too.
pub(crate) fn one_slip_from<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let is_near = |candidate: &&str| strsim::damerau_levenshtein(name, candidate) <= 1;
    if known.contains(&name) { None } else { known.iter().copied().find(is_near) }
}

/// Whether two names are a slip or two of the fingers apart.
pub(crate) fn is_slip(one: &str, other: &str) -> bool {
    strsim::damerau_levenshtein(one, other) <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        let names = ["always_blocked", "admin_only", "search_read"];
        for (slip, meant) in [("always_bloked", "always_blocked"), ("admin_olny", "admin_only"), ("searchread", "search_read")] {
            assert_eq!(nearest(slip, names.into_iter()), Some(meant));
        }
        assert_eq!(nearest("full_crud", names.into_iter()), None);
        assert_eq!(nearest("", names.into_iter()), None);
    }

    #[test]
    fn one_slip_is_one_letter() {
        let near = |name| one_slip_from(name, &["domain", "order"]);
        assert_eq!((near("doman"), near("odrer"), near("order")), (Some("domain"), Some("order"), None));
        assert_eq!((near("order_id"), near("note")), (None, None));
    }
}
