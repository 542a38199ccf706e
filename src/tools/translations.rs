//! Translations of a field: a text for each active language, or for HTML each of its terms.

mod field;
mod get_translations;
mod set_translations;

pub(super) use get_translations::GetTranslations;
pub(super) use set_translations::SetTranslations;
