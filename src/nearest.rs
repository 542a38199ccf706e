//! "Did you mean": the known name nearest to an unknown one, by one measure for all of the gateway.

/// How alike two names are, from 0 to 1.
pub(crate) fn similarity(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(one, other)
}

/// The similarity from which a name is likely to be meant.
const NEAR: f64 = 0.85;

/// The nearest of some names, where one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.map(|candidate| (similarity(name, candidate), candidate)).filter(|(score, _)| *score > NEAR);
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}
