//! What the other series say of a name that a series does not have: for advice, where nobody said which series a caller has in mind.

use super::names::Change;
use super::{Adapter, Changes};
use crate::Series;

/// Where a name of no meaning in one series has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherSeries {
    /// It is the name of a thing that is called this here.
    Renamed(String),
    /// Only that series has it.
    Only(Series),
}

impl OtherSeries {
    /// The name here, if there is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Renamed(name) => Some(name),
            Self::Only(_) => None,
        }
    }

    /// What a caller of `here` should know, in words that follow a semicolon or stand alone.
    #[must_use]
    pub fn advice(&self, here: Series) -> String {
        match self {
            Self::Renamed(name) => format!("it is called `{name}` in {here}"),
            Self::Only(series) => format!("Odoo {series} has it, {here} does not"),
        }
    }
}

impl Changes {
    /// A model that `here` does not have.
    #[must_use]
    pub fn model_elsewhere(&'static self, here: Series, model: &str) -> Option<OtherSeries> {
        self.elsewhere(here, model, |_, forth| forth.model(model))
    }

    /// A field that a model of `here` does not have.
    #[must_use]
    pub fn field_elsewhere(&'static self, here: Series, model: &str, field: &str) -> Option<OtherSeries> {
        self.elsewhere(here, field, |back, forth| forth.field(&back.model_name(model), field))
    }

    /// A method that a model of `here` does not have.
    #[must_use]
    pub fn method_elsewhere(&'static self, here: Series, model: &str, method: &str) -> Option<OtherSeries> {
        self.elsewhere(here, method, |back, forth| forth.method(&back.model_name(model), method))
    }

    /// A value that a selection of `here` does not have.
    #[must_use]
    pub fn value_elsewhere(&'static self, here: Series, model: &str, field: &str, value: &str) -> Option<OtherSeries> {
        self.elsewhere(here, value, |back, forth| forth.value(&back.model_name(model), &back.field_name(model, field), value))
    }

    /// Asks every other series, the nearest first; a rename anywhere says more than a loss.
    fn elsewhere(&'static self, here: Series, name: &str, fate: impl Fn(Adapter, Adapter) -> Change) -> Option<OtherSeries> {
        let mut others: Vec<Series> = Series::ALL.into_iter().filter(|series| *series != here).collect();
        others.sort_by_key(|series| Series::ALL.iter().filter(|other| between(**other, *series, here)).count());
        let reported = others.into_iter().filter_map(|there| {
            let (back, forth) = (Adapter::new(self, here, there)?, Adapter::new(self, there, here)?);
            match fate(back, forth) {
                Change::Absent => Some(OtherSeries::Only(there)),
                fate => fate.name(name).filter(|now| *now != name).map(|now| OtherSeries::Renamed(now.to_owned())),
            }
        });
        let reported: Vec<OtherSeries> = reported.collect();
        reported.iter().find(|reported| reported.name().is_some()).or(reported.first()).cloned()
    }
}

fn between(series: Series, one: Series, other: Series) -> bool {
    (one.min(other)..one.max(other)).contains(&series)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::{ModelChanges, Step};

    static USERS: ModelChanges =
        ModelChanges { renamed: &[("groups_id", "group_ids")], removed: &["title"], added: &["role"], ..ModelChanges::none("x.user") };
    static OLD: ModelChanges = ModelChanges { removed: &["oldest"], ..ModelChanges::none("x.person") };
    static CHANGES: Changes = Changes {
        steps: &[
            Step { renamed: &[("x.person", "x.user")], models: &[OLD], ..Step::none(Series::V17, Series::V18) },
            Step { removed: &["x.unit"], models: &[USERS], ..Step::none(Series::V18, Series::V19) },
        ],
    };

    fn field(here: Series, model: &str, name: &str) -> Option<OtherSeries> {
        CHANGES.field_elsewhere(here, model, name)
    }

    #[test]
    fn finds_a_field_under_the_names_of_its_series() {
        let renamed = |name: &str| Some(OtherSeries::Renamed(name.to_owned()));
        assert_eq!(field(Series::V19, "x.user", "groups_id"), renamed("group_ids"));
        assert_eq!(field(Series::V17, "x.person", "group_ids"), renamed("groups_id"));
        assert_eq!(field(Series::V19, "x.user", "title"), Some(OtherSeries::Only(Series::V18)));
        assert_eq!(field(Series::V19, "x.user", "oldest"), Some(OtherSeries::Only(Series::V17)));
        assert_eq!(field(Series::V17, "x.person", "role"), Some(OtherSeries::Only(Series::V19)));
        assert_eq!(field(Series::V19, "x.user", "x_studio_field"), None);
    }

    #[test]
    fn finds_a_model() {
        let reported = |model| CHANGES.model_elsewhere(Series::V19, model).map(|reported| reported.advice(Series::V19));
        assert_eq!(reported("x.person").as_deref(), Some("it is called `x.user` in 19.0"));
        assert_eq!(reported("x.unit").as_deref(), Some("Odoo 18.0 has it, 19.0 does not"));
        assert_eq!(reported("x.trip"), None);
    }
}
