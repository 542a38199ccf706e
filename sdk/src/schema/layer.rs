//! A snapshot without what some modules added, what they added as a layer of its own, and the layer on top of another snapshot.
//!
//! A layer is a snapshot: models that it defines are whole, of those it extends it has only the fields and methods it adds.

use std::collections::BTreeSet;

use super::model::ModelSchema;
use super::snapshot::Snapshot;

impl Snapshot {
    /// What these modules added alone: the layer that [`Snapshot::without_modules`] leaves out.
    #[must_use]
    pub fn only_modules(mut self, kept: &BTreeSet<String>) -> Self {
        self.modules.retain(|module, _| kept.contains(module));
        self.common_methods.retain(|_, method| kept.contains(&method.module));
        self.groups.0.retain(|group, _| is_of(group, kept));
        self.models = self.models.into_iter().filter_map(|(name, model)| Some((name, added(model, kept)?))).collect();
        self
    }

    /// Adds a layer. Models that it extends and the snapshot does not have are left out.
    pub fn add_layer(&mut self, layer: Self) {
        self.modules.extend(layer.modules);
        self.common_methods.extend(layer.common_methods);
        self.groups.0.extend(layer.groups.0);
        for (name, model) in layer.models {
            match self.models.get_mut(&name) {
                Some(known) => known.extend(&model),
                None if model.is_whole() => drop(self.models.insert(name, model)),
                None => {}
            }
        }
    }

    /// The snapshot as it would be without these modules.
    ///
    /// What a module changed in a fact that others share, such as a default or the fields that a computation depends on, cannot be told apart
    /// apart and stays.
    #[must_use]
    pub fn without_modules(mut self, left_out: &BTreeSet<String>) -> Self {
        let is_out = |module: &String| left_out.contains(module);
        let is_whole = |modules: &[String]| !modules.is_empty() && modules.iter().all(is_out);
        let gone: BTreeSet<String> =
            self.models.iter().filter(|(_, model)| is_whole(&model.modules)).map(|(name, _)| name.clone()).collect();
        self.models.retain(|name, _| !gone.contains(name));
        self.modules.retain(|module, _| !is_out(module));
        self.common_methods.retain(|_, method| !is_out(&method.module));
        self.groups.0.retain(|group, _| !is_of(group, left_out));
        self.groups.0.values_mut().for_each(|implied| implied.retain(|group| !is_of(group, left_out)));
        for model in self.models.values_mut() {
            model.modules.retain(|module| !is_out(module));
            model.fields.retain(|_, field| !is_whole(&field.modules));
            model.fields.values_mut().for_each(|field| field.modules.retain(|module| !is_out(module)));
            let removed: BTreeSet<String> =
                model.methods.iter().filter(|(_, method)| is_out(&method.module)).map(|(name, _)| name.clone()).collect();
            model.methods.retain(|name, _| !removed.contains(name));
            forget(model, &gone, &removed, left_out);
        }
        self
    }
}

impl ModelSchema {
    /// Whether it is all of a model: a layer has of a model that it extends only what it adds.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.fields.contains_key("display_name")
    }

    /// Adds the fields, methods, rights and buttons that a layer has of the model.
    pub fn extend(&mut self, layer: &Self) {
        self.modules.extend(layer.modules.iter().cloned());
        self.modules.sort_unstable();
        self.modules.dedup();
        self.fields.extend(layer.fields.clone());
        self.methods.extend(layer.methods.clone());
        if let (Some(known), Some(more)) = (self.access.as_mut(), &layer.access) {
            known.extend(more.clone());
        }
        if let (Some(known), Some(more)) = (self.buttons.as_mut(), &layer.buttons) {
            known.extend(more.clone());
        }
    }
}

/// What modules add to a model: all of it where they define it alone.
fn added(mut model: ModelSchema, kept: &BTreeSet<String>) -> Option<ModelSchema> {
    let is_kept = |module: &String| kept.contains(module);
    if !model.modules.is_empty() && model.modules.iter().all(is_kept) {
        return Some(model);
    }
    model.modules.retain(is_kept);
    model.fields.retain(|_, field| !field.modules.is_empty() && field.modules.iter().all(is_kept));
    model.methods.retain(|_, method| is_kept(&method.module));
    let methods = &model.methods;
    model.buttons.iter_mut().for_each(|buttons| buttons.retain(|method, _| methods.contains_key(method)));
    model.access.iter_mut().for_each(|access| access.retain(|group, _| is_of(group, kept)));
    (!(model.fields.is_empty() && model.methods.is_empty())).then(|| ModelSchema {
        model: model.model,
        modules: model.modules,
        fields: model.fields,
        methods: model.methods,
        access: model.access,
        buttons: model.buttons,
        ..ModelSchema::default()
    })
}

/// `sale` of `sale.group_x`.
fn is_of(group: &str, modules: &BTreeSet<String>) -> bool {
    group.split_once('.').is_some_and(|(module, _)| modules.contains(module))
}

/// Drops what speaks of removed models, methods and groups.
fn forget(model: &mut ModelSchema, gone: &BTreeSet<String>, removed: &BTreeSet<String>, left_out: &BTreeSet<String>) {
    for selection in model.fields.values_mut().filter_map(|field| field.selection.as_mut()) {
        selection.values.retain(|(value, _)| !gone.contains(value));
    }
    if let Some(access) = model.access.as_mut() {
        access.retain(|group, _| !is_of(group, left_out));
    }
    if let Some(buttons) = model.buttons.as_mut() {
        buttons.retain(|method, _| !removed.contains(method));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Series;
    use crate::schema::{Button, FieldSchema, FieldType, Groups, MethodSchema, Rights, Selection};

    fn modules(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn field(names: &[&str]) -> FieldSchema {
        FieldSchema { modules: modules(names), ..FieldSchema::new(FieldType::Char) }
    }

    fn snapshot() -> Snapshot {
        let choices = |name: &str| (name.to_owned(), name.to_owned());
        let selection = Selection { values: vec![choices("res.partner"), choices("x.route")], dynamic: true };
        let link = FieldSchema { selection: Some(selection), ..field(&["base"]) };
        let method = |module: &str| MethodSchema { module: module.to_owned(), ..MethodSchema::default() };
        let partner = ModelSchema {
            model: "res.partner".to_owned(),
            modules: modules(&["base", "x_route"]),
            fields: BTreeMap::from([
                ("display_name".into(), field(&["base", "x_route"])),
                ("tier".into(), field(&["x_route"])),
                ("link".into(), link),
            ]),
            methods: BTreeMap::from([("action_dispatch".into(), method("x_route")), ("merge".into(), method("base"))]),
            access: Some(BTreeMap::from([("x_route.driver".into(), Rights::default()), ("base.group_user".into(), Rights::default())])),
            buttons: Some(BTreeMap::from([("action_dispatch".into(), Button::default()), ("merge".into(), Button::default())])),
            ..ModelSchema::default()
        };
        let route = ModelSchema {
            model: "x.route".to_owned(),
            modules: modules(&["x_route"]),
            fields: BTreeMap::from([("display_name".into(), field(&["x_route"]))]),
            ..ModelSchema::default()
        };
        Snapshot {
            series: Series::V19,
            server_version: String::new(),
            modules: BTreeMap::from([("base".into(), "1".into()), ("x_route".into(), "2".into())]),
            common_methods: BTreeMap::new(),
            groups: Groups(BTreeMap::from([
                ("base.group_user".into(), modules(&["x_route.driver", "base.group_no_one"])),
                ("x_route.driver".into(), Vec::new()),
            ])),
            models: BTreeMap::from([("res.partner".into(), partner), ("x.route".into(), route)]),
        }
    }

    #[test]
    fn nothing_speaks_of_the_module_any_more() {
        let left = snapshot().without_modules(&BTreeSet::from(["x_route".to_owned()]));
        let text = left.render().into_values().collect::<String>();
        assert!(!text.contains("route") && !text.contains("tier") && !text.contains("dispatch"), "{text}");
        let partner = &left.models["res.partner"];
        assert_eq!(partner.fields.keys().collect::<Vec<_>>(), ["display_name", "link"]);
        assert_eq!((partner.methods.len(), partner.buttons.as_ref().unwrap().len(), left.groups.0.len()), (1, 1, 1));
    }

    #[test]
    fn the_layer_on_the_rest_is_the_whole_but_for_shared_facts() {
        let modules = BTreeSet::from(["x_route".to_owned()]);
        let layer = snapshot().only_modules(&modules);
        assert_eq!(layer.models["res.partner"].fields.keys().collect::<Vec<_>>(), ["tier"]);
        let mut rest = snapshot().without_modules(&modules);
        rest.add_layer(layer.clone());
        let names = |snapshot: &Snapshot| {
            let members =
                |model: &ModelSchema| (model.fields.keys().cloned().collect::<Vec<_>>(), model.methods.clone(), model.buttons.clone());
            snapshot.models.values().map(members).collect::<Vec<_>>()
        };
        assert_eq!((names(&rest), &rest.modules), (names(&snapshot()), &snapshot().modules));
        let mut empty = Snapshot { models: BTreeMap::new(), ..snapshot() };
        empty.add_layer(layer);
        assert_eq!(empty.models.keys().collect::<Vec<_>>(), ["x.route"]);
    }

    #[test]
    fn leaving_out_nothing_changes_nothing() {
        assert_eq!(snapshot().without_modules(&BTreeSet::new()), snapshot());
    }
}
