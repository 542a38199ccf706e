//! How many rows a caller may ask for at once.

use super::failure::{Failure, Problem};
use crate::error_code::ErrorCode;

/// The limit of a call: the one given, as far as it goes, or the usual one. Nought would be one row too few to answer with, and Odoo
/// reads it as no limit at all, so it is refused.
pub(super) fn limit(given: Option<u32>, usual: u32, most: u32) -> Result<u32, Failure> {
    match given {
        Some(0) => {
            let problem = Problem::new(ErrorCode::WrongValue, "limit", format!("`limit` is `0`, expected a whole number from 1 to {most}"));
            Err(Failure::invalid(vec![problem.hint("`search_count` counts without reading; `total: true` counts beside reading")]))
        }
        given => Ok(given.unwrap_or(usual).min(most).max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_kept_within_its_bounds_and_never_nought() {
        assert_eq!(limit(None, 80, 1_000).unwrap(), 80);
        assert_eq!(limit(None, 2_000, 1_000).unwrap(), 1_000);
        assert_eq!(limit(Some(5_000), 80, 1_000).unwrap(), 1_000);
        assert_eq!(limit(Some(0), 80, 1_000).unwrap_err().to_json()["path"], "limit");
    }
}
