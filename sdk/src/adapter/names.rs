//! What became of one name.

use super::Adapter;
use crate::schema::FieldType;
use crate::schema::series_changes::{ModelChanges, Step};

/// What a name of one series is in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The same; or unknown to the tables, as the names of custom modules are.
    Same,
    /// Another name for the same thing.
    Renamed(String),
    /// There, under this name, with another type.
    Retyped {
        /// The name there.
        name: String,
        /// The type here.
        from: FieldType,
        /// The type there.
        to: FieldType,
    },
    /// Not there.
    Absent,
}

impl Change {
    /// The name there; `None` where it is absent.
    #[must_use]
    pub fn name<'a>(&'a self, asked: &'a str) -> Option<&'a str> {
        match self {
            Self::Same => Some(asked),
            Self::Renamed(name) | Self::Retyped { name, .. } => Some(name),
            Self::Absent => None,
        }
    }
}

/// A step in the direction it is taken.
#[derive(Clone, Copy)]
struct Hop {
    step: &'static Step,
    forward: bool,
}

/// What a list of names says of one: absent, renamed, or nothing.
fn look_up(name: &str, removed: &[&str], renamed: &[(&str, &str)], added: &[&str], forward: bool) -> Change {
    let lost = if forward { removed } else { added };
    let other = renamed.iter().find_map(|(old, new)| {
        let (here, there) = if forward { (old, new) } else { (new, old) };
        (*here == name).then(|| (*there).to_owned())
    });
    match other {
        Some(other) => Change::Renamed(other),
        None if lost.contains(&name) => Change::Absent,
        None => Change::Same,
    }
}

impl Hop {
    fn model(self, name: &str) -> Change {
        look_up(name, self.step.removed, self.step.renamed, self.step.added, self.forward)
    }

    /// The changes of the model that is called `model` on the near side.
    fn changes(self, model: &str) -> Option<&'static ModelChanges> {
        let old = if self.forward { model } else { self.step.renamed.iter().find(|(_, new)| *new == model).map_or(model, |(old, _)| old) };
        self.step.models.iter().find(|changes| changes.model == old)
    }

    fn field(self, model: &str, field: &str) -> Change {
        let Some(changes) = self.changes(model) else { return Change::Same };
        let fate = look_up(field, changes.removed, changes.renamed, changes.added, self.forward);
        let old = if self.forward { Some(field) } else { fate.name(field) };
        let Some((_, before, after)) = changes.retyped.iter().find(|(name, ..)| Some(*name) == old) else { return fate };
        let (from, to) = if self.forward { (*before, *after) } else { (*after, *before) };
        match fate.name(field) {
            Some(name) => Change::Retyped { name: name.to_owned(), from, to },
            None => fate,
        }
    }

    fn value(self, model: &str, field: &str, value: &str) -> Change {
        let there = self.field(model, field);
        let old = if self.forward { Some(field) } else { there.name(field) };
        let changes = self.changes(model).and_then(|changes| changes.values.iter().find(|values| Some(values.field) == old));
        changes.map_or(Change::Same, |values| look_up(value, values.removed, values.renamed, values.added, self.forward))
    }

    /// A model's own methods, then those of every model.
    fn method(self, model: &str, method: &str) -> Change {
        let own = [model, ""].into_iter().filter_map(|model| self.changes(model));
        let fates =
            own.map(|changes| look_up(method, changes.methods_removed, changes.methods_renamed, changes.methods_added, self.forward));
        fates.into_iter().find(|fate| *fate != Change::Same).unwrap_or(Change::Same)
    }
}

impl Adapter {
    /// The steps from here to there, in the order they are taken.
    fn legs(self) -> Vec<Hop> {
        let steps = self.changes.steps.iter();
        if self.from < self.to {
            steps.filter(|step| step.from >= self.from && step.to <= self.to).map(|step| Hop { step, forward: true }).collect()
        } else {
            steps.rev().filter(|step| step.to <= self.from && step.from >= self.to).map(|step| Hop { step, forward: false }).collect()
        }
    }

    /// What became of a model.
    #[must_use]
    pub fn model(self, model: &str) -> Change {
        self.follow(model, model, |leg, _, name| leg.model(name))
    }

    /// What became of a field. Names are those of the series it comes from.
    #[must_use]
    pub fn field(self, model: &str, field: &str) -> Change {
        self.follow(model, field, Hop::field)
    }

    /// What became of a method.
    #[must_use]
    pub fn method(self, model: &str, method: &str) -> Change {
        self.follow(model, method, Hop::method)
    }

    /// What became of a selection's value.
    #[must_use]
    pub fn value(self, model: &str, field: &str, value: &str) -> Change {
        let (mut model, mut field, mut current) = (model.to_owned(), field.to_owned(), value.to_owned());
        for leg in self.legs() {
            match leg.value(&model, &field, &current).name(&current) {
                Some(name) => current = name.to_owned(),
                None => return Change::Absent,
            }
            let Some(next) = leg.field(&model, &field).name(&field).map(str::to_owned) else { break };
            field = next;
            model = next_model(leg, model);
        }
        if current == value { Change::Same } else { Change::Renamed(current) }
    }

    /// The model's name there, or its own where it is gone.
    #[must_use]
    pub fn model_name(self, model: &str) -> String {
        self.model(model).name(model).unwrap_or(model).to_owned()
    }

    /// The field's name there, or its own where it is gone.
    #[must_use]
    pub fn field_name(self, model: &str, field: &str) -> String {
        self.field(model, field).name(field).unwrap_or(field).to_owned()
    }

    /// Takes a name of a model over every step.
    fn follow(self, model: &str, name: &str, step: impl Fn(Hop, &str, &str) -> Change) -> Change {
        let (mut model, mut current, mut types) = (model.to_owned(), name.to_owned(), None);
        for leg in self.legs() {
            match step(leg, &model, &current) {
                Change::Same => (),
                Change::Renamed(next) => current = next,
                Change::Retyped { name, from, to } => {
                    current = name;
                    types = Some((types.map_or(from, |(first, _)| first), to));
                }
                Change::Absent => return Change::Absent,
            }
            model = next_model(leg, model);
        }
        match types {
            Some((from, to)) => Change::Retyped { name: current, from, to },
            None if current == name => Change::Same,
            None => Change::Renamed(current),
        }
    }
}

fn next_model(leg: Hop, model: String) -> String {
    leg.model(&model).name(&model).map(str::to_owned).unwrap_or(model)
}
