//! Who may do what: groups, rights and buttons of models, and the widgets that show their fields; recorded, or from the server.

mod one;
pub(super) mod server;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use thiserror::Error;

pub use one::{GroupTable, model_facts};

use crate::schema::{Button, Groups, ModelFacts, ModelSchema, Rights, Snapshot, add_facts};

/// Where rights, buttons and widgets come from.
#[derive(Debug, Default)]
pub enum FactSource {
    /// The server's tables and views, where the user may read them; otherwise they stay as in the previous snapshot.
    #[default]
    Server,
    /// Nowhere: they stay as in the previous snapshot, or unknown.
    Skip,
    /// A recorded file.
    Recorded(Facts),
}

/// What is known of a database's groups and models.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Facts {
    /// Groups and what each implies.
    pub groups: Groups,
    /// By model; one that is not there has no rights and no buttons.
    pub models: BTreeMap<String, ModelFacts>,
}

/// Why a recorded file cannot be used.
#[derive(Debug, Error)]
#[error("the recorded facts are not of the expected form")]
pub struct RecordedFactsError(#[from] serde_json::Error);

/// `{"access": {model: {group: "rwcu"}}, "groups": {group: [group]}, "buttons": {model: {method: {…}}}, "widgets": {model: {field: […]}}}`.
#[derive(Deserialize)]
struct Recorded {
    access: BTreeMap<String, BTreeMap<String, Rights>>,
    groups: Groups,
    buttons: BTreeMap<String, BTreeMap<String, RecordedButton>>,
    widgets: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

#[derive(Deserialize)]
struct RecordedButton {
    #[serde(default)]
    label: String,
    groups: Option<String>,
    #[serde(default)]
    confirms: bool,
}

impl From<RecordedButton> for Button {
    fn from(button: RecordedButton) -> Self {
        Self { label: button.label, groups: button.groups, confirm: button.confirms }
    }
}

impl Facts {
    /// Parses a recorded file.
    ///
    /// # Errors
    /// [`RecordedFactsError`] where it is not of the form above.
    pub fn parse(text: &[u8]) -> Result<Self, RecordedFactsError> {
        let mut recorded: Recorded = serde_json::from_slice(text)?;
        recorded.groups.0.values_mut().for_each(|implied| implied.sort_unstable());
        let names: BTreeSet<String> =
            recorded.access.keys().chain(recorded.buttons.keys()).chain(recorded.widgets.keys()).cloned().collect();
        let mut facts = |model: String| {
            let buttons = recorded.buttons.remove(&model).unwrap_or_default();
            let facts = ModelFacts {
                is_dialog: None,
                access: Some(recorded.access.remove(&model).unwrap_or_default()),
                buttons: Some(buttons.into_iter().map(|(method, button)| (method, button.into())).collect()),
                widgets: recorded.widgets.remove(&model).unwrap_or_default(),
            };
            (model, facts)
        };
        let models = names.into_iter().map(&mut facts).collect();
        Ok(Self { groups: recorded.groups, models })
    }

    /// Adds to every model what is known of it.
    pub(super) fn add_to(mut self, models: &mut BTreeMap<String, ModelSchema>) -> Groups {
        for (name, model) in models {
            let known = self.models.remove(name).unwrap_or_default();
            let whole = |known: ModelFacts| ModelFacts {
                access: Some(known.access.unwrap_or_default()),
                buttons: Some(known.buttons.unwrap_or_default()),
                ..known
            };
            add_facts(model, whole(known));
        }
        self.groups
    }
}

/// Gives the models what the previous snapshot knows of them.
pub(super) fn keep(previous: Option<&Snapshot>, models: &mut BTreeMap<String, ModelSchema>) -> Groups {
    let Some(previous) = previous else { return Groups::default() };
    for (name, model) in models {
        let Some(known) = previous.models.get(name) else { continue };
        model.access.clone_from(&known.access);
        model.buttons.clone_from(&known.buttons);
        for (name, field) in &mut model.fields {
            field.content = field.content.or_else(|| known.fields.get(name)?.content);
        }
    }
    previous.groups.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_recorded_file() {
        let text = br#"{"series": "19.0", "access": {"sale.order": {"sale.user": "cruw", "*": "r"}},
            "groups": {"sale.user": ["base.group_user", "a.a"]}, "record_rules": {"sale.order": 3},
            "buttons": {"sale.order": {"action_cancel": {"label": "Cancel", "confirms": true, "groups": "sale.user"}}},
            "widgets": {"crm.team": {"filter": ["domain"]}}}"#;
        let facts = Facts::parse(text).unwrap();
        let order = &facts.models["sale.order"];
        let cancel = Button { label: "Cancel".to_owned(), groups: Some("sale.user".to_owned()), confirm: true };
        assert_eq!(order.buttons.as_ref().unwrap()["action_cancel"], cancel);
        assert_eq!(String::from(order.access.as_ref().unwrap()["sale.user"]), "rwcu");
        assert_eq!(facts.groups.0["sale.user"], ["a.a", "base.group_user"]);
        assert!(facts.models["crm.team"].widgets["filter"].contains("domain"));
        assert!(Facts::parse(b"{}").is_err());
    }
}
