//! "Did you mean": the known names nearest to an unknown one, best first.
//!
//! The kinds of slips that hands make (a letter dropped, doubled, swapped) weigh less than other edits of the same size.

use strsim::osa_distance;

use super::outcome::Issue;
use super::words::quoted;

/// Names longer than this are no typos, and comparing them would take time.
const LONGEST: usize = 80;
/// How many are reported.
const MOST: usize = 3;

/// Known names near to an unknown one.
#[derive(Debug, Default)]
pub(super) struct Close<'a> {
    /// Best first.
    pub(super) names: Vec<&'a str>,
    /// Whether the first is so near, and so much nearer than the second, that it is the one that was meant.
    pub(super) sure: bool,
}

impl<'a> Close<'a> {
    /// The one name that must have been meant.
    pub(super) fn meant(&self) -> Option<&'a str> {
        self.names.first().copied().filter(|_| self.sure)
    }
}

/// The names nearest to `wanted`.
pub(super) fn closest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Close<'a> {
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return Close::default();
    }
    let most = (length / 3).clamp(1, 4) * STEP + STEP - 1;
    let letters = letters_of(wanted);
    let mut scored: Vec<(usize, &str)> = known
        .filter(|name| name.len().abs_diff(wanted.len()) <= 8 && may_be_near(letters, letters_of(name)))
        .map(|name| (score(wanted, name), name))
        .filter(|(score, _)| *score <= most)
        .collect();
    scored.sort_unstable();
    let sure = match scored.as_slice() {
        [] => false,
        [(best, _)] => is_clear(*best, length),
        [(best, _), (second, _), ..] => is_clear(*best, length) && best < second,
    };
    Close { names: scored.into_iter().take(MOST).map(|(_, name)| name).collect(), sure }
}

/// The letters of a name, a bit each; capitals are their small letters.
fn letters_of(name: &str) -> u64 {
    name.bytes().fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() % 64))
}

/// Whether names with these letters can be four edits from each other, or one the other with the ending of a link: each changes few
/// letters. This spares most names the measure itself.
fn may_be_near(one: u64, other: u64) -> bool {
    (one ^ other).count_ones() <= 8
}

/// Adds the names as a hint.
pub(super) fn did_you_mean(issue: Issue, close: &Close<'_>) -> Issue {
    match close.names.as_slice() {
        [] => issue,
        [name] => issue.hint(format!("did you mean {}", quoted(name))),
        [name, others @ ..] => {
            let others: Vec<String> = others.iter().map(|name| quoted(name)).collect();
            issue.hint(format!("did you mean {}, or {}", quoted(name), others.join(", ")))
        }
    }
}

/// One edit, with room below it for the kind of slip.
const STEP: usize = 10;
/// The ending of a link left out or put in: less than any edit.
const LINK: usize = 5;

/// One edit is always meant; two only in a name long enough to be sure of the rest.
fn is_clear(score: usize, length: usize) -> bool {
    score < 2 * STEP || (score < 3 * STEP && length >= 8)
}

fn score(wanted: &str, name: &str) -> usize {
    if wanted.eq_ignore_ascii_case(name) {
        return 0;
    }
    if is_link_of(wanted, name) || is_link_of(name, wanted) {
        return LINK;
    }
    osa_distance(wanted, name) * STEP + slip(wanted, name)
}

/// Whether one is the other with the ending of a link.
fn is_link_of(plain: &str, link: &str) -> bool {
    link.strip_prefix(plain).is_some_and(|ending| matches!(ending, "_id" | "_ids"))
}

/// 0 for a letter dropped, doubled or swapped, 2 for a letter too many, 4 for a wrong one.
fn slip(wanted: &str, name: &str) -> usize {
    let (typed, meant): (Vec<char>, Vec<char>) = (wanted.chars().collect(), name.chars().collect());
    let same = typed.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    match typed.len() as isize - meant.len() as isize {
        isize::MIN..0 => 0,
        0 if typed.get(same) == meant.get(same + 1) && typed.get(same + 1) == meant.get(same) => 0,
        0 => 4,
        _ if same > 0 && typed.get(same) == typed.get(same - 1) => 0,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
        closest(wanted, known.iter().copied()).meant()
    }

    #[test]
    fn finds_the_slip() {
        let known = ["name", "note", "partner_id", "partner_ids", "amount_total", "amount_tax"];
        assert_eq!(best("nam", &known), Some("name"));
        assert_eq!(best("naame", &known), Some("name"));
        assert_eq!(best("anme", &known), Some("name"));
        assert_eq!(best("partnr_id", &known), Some("partner_id"));
        assert_eq!(best("Name", &known), Some("name"));
        assert_eq!(best("amuont_total", &known), Some("amount_total"));
        assert_eq!(best("country", &["country_id", "county", "country_ids"]), None);
        assert_eq!(best("country", &["country_id", "county", "country_code"]), Some("country_id"));
        assert_eq!(best("note_id", &known), Some("note"));
    }

    #[test]
    fn is_not_sure_of_the_unlike_and_the_even() {
        assert_eq!(best("x_nope", &["name", "note"]), None);
        assert_eq!(best("dat", &["date", "data"]), None);
        assert!(closest(&"x".repeat(1000), ["x"].into_iter()).names.is_empty());
    }
}
