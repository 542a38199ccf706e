//! What differs between two snapshots, model by model, for people to read.

use std::collections::{BTreeMap, BTreeSet};

use super::model::ModelSchema;
use super::snapshot::Snapshot;

/// Differences from one snapshot to a later one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Models that are new.
    pub came: BTreeSet<String>,
    /// Models that are gone.
    pub went: BTreeSet<String>,
    /// What changed in models that both have: `+field`, `-field`, `~field`, and methods with `()`.
    pub changed: BTreeMap<String, Vec<String>>,
}

impl Changes {
    /// From `old` to `new`.
    #[must_use]
    pub fn between(old: &Snapshot, new: &Snapshot) -> Self {
        let missing_in =
            |other: &Snapshot, names: &Snapshot| names.models.keys().filter(|name| !other.models.contains_key(*name)).cloned().collect();
        let both = old.models.iter().filter_map(|(name, model)| Some((name, model, new.models.get(name)?)));
        let changed = both.filter(|(_, old, new)| old != new).map(|(name, old, new)| (name.clone(), model_changes(old, new)));
        Self { came: missing_in(old, new), went: missing_in(new, old), changed: changed.collect() }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for Changes {
    /// One line a model: `+ model`, `- model`, `~ model: what changed`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for model in &self.came {
            writeln!(f, "+ {model}")?;
        }
        for model in &self.went {
            writeln!(f, "- {model}")?;
        }
        for (model, what) in &self.changed {
            writeln!(f, "~ {model}: {}", what.join(", "))?;
        }
        Ok(())
    }
}

fn model_changes(old: &ModelSchema, new: &ModelSchema) -> Vec<String> {
    let mut changes = entry_changes(&old.fields, &new.fields, "");
    changes.extend(entry_changes(&old.methods, &new.methods, "()"));
    if changes.is_empty() {
        changes.push("its own facts".to_owned());
    }
    changes
}

fn entry_changes<T: PartialEq>(old: &BTreeMap<String, T>, new: &BTreeMap<String, T>, suffix: &str) -> Vec<String> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |name: &String| match (old.get(name), new.get(name)) {
        (None, _) => Some(format!("+{name}{suffix}")),
        (_, None) => Some(format!("-{name}{suffix}")),
        (before, after) => (before != after).then(|| format!("~{name}{suffix}")),
    };
    names.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;
    use crate::schema::{FieldSchema, FieldType};

    fn snapshot(models: &[(&str, &[(&str, FieldType)])]) -> Snapshot {
        let model = |(name, fields): &(&str, &[(&str, FieldType)])| {
            let fields = fields.iter().map(|(field, kind)| ((*field).to_owned(), FieldSchema::new(*kind))).collect();
            ((*name).to_owned(), ModelSchema { model: (*name).to_owned(), fields, ..ModelSchema::default() })
        };
        Snapshot {
            series: Series::V17,
            server_version: String::new(),
            modules: BTreeMap::new(),
            common_methods: BTreeMap::new(),
            groups: crate::schema::Groups::default(),
            models: models.iter().map(model).collect(),
        }
    }

    #[test]
    fn names_what_came_went_and_changed() {
        let old = snapshot(&[("a", &[("x", FieldType::Char), ("y", FieldType::Char)]), ("b", &[]), ("same", &[])]);
        let new = snapshot(&[("a", &[("x", FieldType::Text), ("z", FieldType::Char)]), ("c", &[]), ("same", &[])]);
        assert_eq!(Changes::between(&old, &new).to_string(), "+ c\n- b\n~ a: ~x, -y, +z\n");
        assert!(Changes::between(&old, &old).is_empty());
    }
}
