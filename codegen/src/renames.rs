//! The reviewed list of renames, `schemas/renames.yaml`.

use std::collections::BTreeMap;

use odoo_sdk::Series;
use serde::Deserialize;
use thiserror::Error;

/// Old name to new name.
pub type Names = BTreeMap<String, String>;

/// Renames of every step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames(BTreeMap<(Series, Series), StepRenames>);

/// Renames from one series to the next. Models go by their old names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRenames {
    /// Models.
    #[serde(default)]
    pub models: Names,
    /// Fields by model.
    #[serde(default)]
    pub fields: BTreeMap<String, Names>,
    /// Fields by model that look like a rename and are none.
    #[serde(default)]
    pub different: BTreeMap<String, Names>,
    /// Values of selections by model and field.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, Names>>,
    /// Methods by model that take the same arguments; the model `` stands for every model.
    #[serde(default)]
    pub methods: BTreeMap<String, Names>,
    /// Methods by model that look like a rename and are none.
    #[serde(default)]
    pub different_methods: BTreeMap<String, Names>,
}

/// Why the list cannot be read.
#[derive(Debug, Error)]
pub enum RenamesError {
    /// No YAML of this form.
    #[error("the list of renames is not valid")]
    Parse(#[from] serde_yaml::Error),
    /// A step that changes nothing.
    #[error("`{0}` is not a step between neighbouring series: expected `17.0-18.0` or `18.0-19.0`")]
    Step(String),
}

impl Renames {
    /// Reads the list.
    ///
    /// # Errors
    /// [`RenamesError`]
    pub fn parse(text: &str) -> Result<Self, RenamesError> {
        let steps: BTreeMap<String, StepRenames> = serde_yaml::from_str(text)?;
        let each = steps.into_iter().map(|(name, renames)| Ok((step(&name).ok_or(RenamesError::Step(name))?, renames)));
        each.collect::<Result<_, _>>().map(Self)
    }

    /// The renames from `from` to `to`, over every step between them.
    #[must_use]
    pub fn between(&self, from: Series, to: Series) -> StepRenames {
        let steps = self.0.iter().filter(|((begin, end), _)| *begin >= from && *end <= to);
        steps.fold(StepRenames::default(), |done, (_, next)| done.then(next))
    }
}

fn step(name: &str) -> Option<(Series, Series)> {
    let (from, to) = name.split_once('-')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    Series::ALL.windows(2).any(|pair| pair == [from, to]).then_some((from, to))
}

impl StepRenames {
    /// What both steps do, one after the other.
    fn then(self, next: &Self) -> Self {
        Self {
            fields: follow_each(&self.fields, &next.fields, &self.models),
            different: follow_each(&self.different, &next.different, &self.models),
            values: self.values.iter().map(|(model, fields)| (model.clone(), fields.clone())).chain(next.values.clone()).collect(),
            methods: follow_each(&self.methods, &next.methods, &self.models),
            different_methods: follow_each(&self.different_methods, &next.different_methods, &self.models),
            models: follow(&self.models, &next.models),
        }
    }
}

fn follow(first: &Names, second: &Names) -> Names {
    let mut names: Names = second.clone();
    for (old, middle) in first {
        let new = names.remove(middle).unwrap_or_else(|| middle.clone());
        names.insert(old.clone(), new);
    }
    names
}

fn follow_each(first: &BTreeMap<String, Names>, second: &BTreeMap<String, Names>, models: &Names) -> BTreeMap<String, Names> {
    let oldest = |model: &String| models.iter().find(|(_, new)| *new == model).map_or(model, |(old, _)| old).clone();
    let mut all: BTreeMap<String, Names> = second.iter().map(|(model, names)| (oldest(model), names.clone())).collect();
    for (model, names) in first {
        let later = all.remove(model).unwrap_or_default();
        all.insert(model.clone(), follow(names, &later));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_a_name_over_both_steps() {
        let text = "17.0-18.0:\n  fields: { a.model: { x: y } }\n  models: { old: mid }\n18.0-19.0:\n  fields: { a.model: { y: z, k: l }, mid: { p: q } }\n  models: { mid: new }\n";
        let both = Renames::parse(text).unwrap().between(Series::V17, Series::V19);
        assert_eq!(both.models, Names::from([("old".to_owned(), "new".to_owned())]));
        assert_eq!(both.fields["a.model"], Names::from([("k".to_owned(), "l".to_owned()), ("x".to_owned(), "z".to_owned())]));
        assert_eq!(both.fields["old"], Names::from([("p".to_owned(), "q".to_owned())]));
    }

    #[test]
    fn refuses_what_is_no_step() {
        assert!(matches!(Renames::parse("17.0-19.0: {}"), Err(RenamesError::Step(_))));
        assert!(matches!(Renames::parse("17.0-18.0: { modles: {} }"), Err(RenamesError::Parse(_))));
    }
}
