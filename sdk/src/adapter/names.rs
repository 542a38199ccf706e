//! What became of one name.

use super::Adapter;
use super::table::{ModelChanges, Step};
use crate::schema::FieldType;

/// What a name of one series is in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
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
    Gone,
}

impl Fate {
    /// The name there; `None` where it is gone.
    #[must_use]
    pub fn name<'a>(&'a self, asked: &'a str) -> Option<&'a str> {
        match self {
            Self::Same => Some(asked),
            Self::Renamed(name) | Self::Retyped { name, .. } => Some(name),
            Self::Gone => None,
        }
    }
}

/// A step in the direction it is taken.
#[derive(Clone, Copy)]
struct Leg {
    step: &'static Step,
    forward: bool,
}

/// What a list of names says of one: gone, renamed, or nothing.
fn look_up(name: &str, gone: &[&str], renamed: &[(&str, &str)], came: &[&str], forward: bool) -> Fate {
    let lost = if forward { gone } else { came };
    let other = renamed.iter().find_map(|(old, new)| {
        let (here, there) = if forward { (old, new) } else { (new, old) };
        (*here == name).then(|| (*there).to_owned())
    });
    match other {
        Some(other) => Fate::Renamed(other),
        None if lost.contains(&name) => Fate::Gone,
        None => Fate::Same,
    }
}

impl Leg {
    fn model(self, name: &str) -> Fate {
        look_up(name, self.step.gone, self.step.renamed, self.step.came, self.forward)
    }

    /// The changes of the model that is called `model` on the near side.
    fn changes(self, model: &str) -> Option<&'static ModelChanges> {
        let old = if self.forward { model } else { self.step.renamed.iter().find(|(_, new)| *new == model).map_or(model, |(old, _)| old) };
        self.step.models.iter().find(|changes| changes.model == old)
    }

    fn field(self, model: &str, field: &str) -> Fate {
        let Some(changes) = self.changes(model) else { return Fate::Same };
        let fate = look_up(field, changes.gone, changes.renamed, changes.came, self.forward);
        let old = if self.forward { Some(field) } else { fate.name(field) };
        let Some((_, before, after)) = changes.retyped.iter().find(|(name, ..)| Some(*name) == old) else { return fate };
        let (from, to) = if self.forward { (*before, *after) } else { (*after, *before) };
        match fate.name(field) {
            Some(name) => Fate::Retyped { name: name.to_owned(), from, to },
            None => fate,
        }
    }

    fn value(self, model: &str, field: &str, value: &str) -> Fate {
        let there = self.field(model, field);
        let old = if self.forward { Some(field) } else { there.name(field) };
        let changes = self.changes(model).and_then(|changes| changes.values.iter().find(|values| Some(values.field) == old));
        changes.map_or(Fate::Same, |values| look_up(value, values.gone, values.renamed, values.came, self.forward))
    }

    /// A model's own methods, then those of every model.
    fn method(self, model: &str, method: &str) -> Fate {
        let own = [model, ""].into_iter().filter_map(|model| self.changes(model));
        let fates = own.map(|changes| look_up(method, changes.methods_gone, changes.methods_renamed, changes.methods_came, self.forward));
        fates.into_iter().find(|fate| *fate != Fate::Same).unwrap_or(Fate::Same)
    }
}

impl Adapter {
    /// The steps from here to there, in the order they are taken.
    fn legs(self) -> Vec<Leg> {
        let steps = self.changes.steps.iter();
        if self.from < self.to {
            steps.filter(|step| step.from >= self.from && step.to <= self.to).map(|step| Leg { step, forward: true }).collect()
        } else {
            steps.rev().filter(|step| step.to <= self.from && step.from >= self.to).map(|step| Leg { step, forward: false }).collect()
        }
    }

    /// What became of a model.
    #[must_use]
    pub fn model(self, model: &str) -> Fate {
        self.follow(model, model, |leg, _, name| leg.model(name))
    }

    /// What became of a field. Names are those of the series it comes from.
    #[must_use]
    pub fn field(self, model: &str, field: &str) -> Fate {
        self.follow(model, field, Leg::field)
    }

    /// What became of a method.
    #[must_use]
    pub fn method(self, model: &str, method: &str) -> Fate {
        self.follow(model, method, Leg::method)
    }

    /// What became of a selection's value.
    #[must_use]
    pub fn value(self, model: &str, field: &str, value: &str) -> Fate {
        let (mut model, mut field, mut current) = (model.to_owned(), field.to_owned(), value.to_owned());
        for leg in self.legs() {
            match leg.value(&model, &field, &current).name(&current) {
                Some(name) => current = name.to_owned(),
                None => return Fate::Gone,
            }
            let Some(next) = leg.field(&model, &field).name(&field).map(str::to_owned) else { break };
            field = next;
            model = next_model(leg, model);
        }
        if current == value { Fate::Same } else { Fate::Renamed(current) }
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
    fn follow(self, model: &str, name: &str, step: impl Fn(Leg, &str, &str) -> Fate) -> Fate {
        let (mut model, mut current, mut types) = (model.to_owned(), name.to_owned(), None);
        for leg in self.legs() {
            match step(leg, &model, &current) {
                Fate::Same => (),
                Fate::Renamed(next) => current = next,
                Fate::Retyped { name, from, to } => {
                    current = name;
                    types = Some((types.map_or(from, |(first, _)| first), to));
                }
                Fate::Gone => return Fate::Gone,
            }
            model = next_model(leg, model);
        }
        match types {
            Some((from, to)) => Fate::Retyped { name: current, from, to },
            None if current == name => Fate::Same,
            None => Fate::Renamed(current),
        }
    }
}

fn next_model(leg: Leg, model: String) -> String {
    leg.model(&model).name(&model).map(str::to_owned).unwrap_or(model)
}
