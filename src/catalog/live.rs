//! Live discovery of one model: `fields_get`, what the snapshot knows beyond it, and the rights and buttons that none knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use odoo_sdk::client::Api;
use odoo_sdk::schema::snapshot::Methods;
use odoo_sdk::schema::{
    FieldSchema, FieldType, ModelFacts, ModelSchema, RawModel, Unknown, add_facts, build_model, derive_links_of, documented_methods,
};
use odoo_sdk::{Error, ErrorKind};
use serde_json::{Map, Value};

use crate::odoo::{Discovery, GroupTable};

/// Fields that a model shows through a link before it is asked whether it delegates to it: a model that delegates shows all of them.
const MANY_FIELDS: usize = 4;

/// What is known of a model before Odoo is asked.
pub(super) struct Known<'k> {
    pub(super) snapshot: Option<Arc<ModelSchema>>,
    /// Where modules are installed that the snapshot does not know, its methods are not all there are.
    pub(super) all_methods: bool,
    /// The methods of every model.
    pub(super) common: Option<&'k Methods>,
    /// Defaults are not asked for: Odoo may use up a number of a sequence to fill them in.
    pub(super) reads_only: bool,
}

/// Reads a model from Odoo; `None` where Odoo has no such model.
pub(super) async fn fetch(
    discovery: &Discovery,
    model: &str,
    known: Known<'_>,
    groups: Option<&GroupTable>,
) -> Result<Option<Arc<ModelSchema>>, Error> {
    let Known { snapshot, all_methods: knows_all_methods, common, reads_only } = known;
    let fields = match discovery.fields(model).await {
        Ok(fields) => fields.as_object().cloned().unwrap_or_default(),
        Err(error) if is_no_model(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let defaults = if reads_only { None } else { defaults(discovery, model, &fields, snapshot.as_deref()).await };
    let raw = RawModel { default_get: defaults.as_ref(), ..RawModel::live(model, discovery.series(), &fields) };
    let Ok(mut schema) = build_model(raw) else { return Ok(None) };
    let bases = bases(discovery, &schema, snapshot.is_some()).await;
    derive_links_of(&mut schema, |name| bases.get(name));
    if let Some(snapshot) = snapshot {
        add_known(&mut schema, &snapshot);
        if !knows_all_methods {
            schema.unknown.insert(Unknown::Methods);
        }
    }
    if schema.unknown.contains(&Unknown::Methods)
        && discovery.api() == Api::Json2
        && let Some(methods) = documented(discovery, model, common).await
    {
        schema.methods = methods;
        schema.unknown.remove(&Unknown::Methods);
    }
    if schema.access.is_none() || !knows_all_methods {
        ask_facts(discovery, &mut schema, groups).await;
    }
    tracing::debug!(model, fields = schema.fields.len(), "read from Odoo");
    Ok(Some(Arc::new(schema)))
}

/// The models that a model no snapshot knows may delegate to: those of its required links through which it shows fields.
async fn bases(discovery: &Discovery, schema: &ModelSchema, is_known: bool) -> BTreeMap<String, ModelSchema> {
    let shows = |link: &str| {
        let is_through =
            |field: &FieldSchema| !field.store && field.related.as_deref().is_some_and(|path| path.split('.').next() == Some(link));
        schema.fields.values().filter(|field| is_through(field)).count() >= MANY_FIELDS
    };
    let links = schema.fields.iter().filter(|(link, field)| field.field_type == FieldType::Many2one && field.required && shows(link));
    let names: BTreeSet<&String> = links.filter(|_| !is_known).filter_map(|(_, field)| field.relation.as_ref()).collect();
    let mut bases = BTreeMap::new();
    for name in names {
        let Ok(Value::Object(fields)) = discovery.fields(name).await else { continue };
        if let Ok(base) = build_model(RawModel::live(name, discovery.series(), &fields)) {
            bases.insert(name.clone(), base);
        }
    }
    bases
}

/// The methods as 19 documents them, where its add-ons define more than a snapshot knows. What every model has is left out.
async fn documented(discovery: &Discovery, model: &str, common: Option<&Methods>) -> Option<Methods> {
    let page = discovery.documentation(model).await.inspect_err(|error| tracing::debug!(model, "methods: {error}")).ok()?;
    let mut methods = documented_methods(page.get("methods")?.as_object()?);
    methods.retain(|name, method| common.and_then(|common| common.get(name)) != Some(method));
    Some(methods)
}

/// Asks for rights, buttons and widgets. What the snapshot knows of rights stays; modules that it does not know add buttons.
async fn ask_facts(discovery: &Discovery, schema: &mut ModelSchema, groups: Option<&GroupTable>) {
    match discovery.model_facts(schema, groups).await {
        Ok(facts) => {
            let known = schema.buttons.take();
            let buttons = known.into_iter().chain(facts.buttons).reduce(|known, more| known.into_iter().chain(more).collect());
            let access = schema.access.take().or(facts.access);
            add_facts(schema, ModelFacts { access, buttons, ..facts });
        }
        Err(error) => tracing::debug!(model = schema.model, "rights and buttons: {error}"),
    }
}

/// An unknown model is a `KeyError` in 17 and a not-found error later; XML-RPC reports it as a user error, which `fields_get` of a
/// model that exists never is.
fn is_no_model(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Version | ErrorKind::User => true,
        ErrorKind::Server => error.odoo_name().is_some_and(|name| name.ends_with("KeyError")),
        _ => false,
    }
}

/// Defaults of the required fields that the snapshot does not know; nothing is asked where there are none.
async fn defaults(
    discovery: &Discovery,
    model: &str,
    fields: &Map<String, Value>,
    snapshot: Option<&ModelSchema>,
) -> Option<Map<String, Value>> {
    let is_known = |name: &str| snapshot.is_some_and(|model| model.fields.contains_key(name));
    let is_required = |attributes: &Value| attributes.get("required") == Some(&Value::Bool(true));
    let asked = fields.iter().filter(|(name, attributes)| is_required(attributes) && !is_known(name));
    let names: Vec<&str> = asked.map(|(name, _)| name.as_str()).collect();
    discovery.defaults(model, &names).await.ok()
}

/// Adds what `fields_get` does not report and the snapshot of the series does.
fn add_known(schema: &mut ModelSchema, snapshot: &ModelSchema) {
    let has_link = |link: &String| schema.fields.contains_key(link);
    schema.inherits = snapshot.inherits.clone().into_iter().filter(|(_, link)| has_link(link)).collect();
    schema.label.clone_from(&snapshot.label);
    schema.methods.clone_from(&snapshot.methods);
    schema.modules.clone_from(&snapshot.modules);
    schema.access.clone_from(&snapshot.access);
    schema.buttons.clone_from(&snapshot.buttons);
    schema.kind = snapshot.kind;
    schema.rec_name.clone_from(&snapshot.rec_name);
    schema.parent_name.clone_from(&snapshot.parent_name);
    for reported in [Unknown::Methods, Unknown::Copied] {
        if !snapshot.unknown.contains(&reported) {
            schema.unknown.remove(&reported);
        }
    }
    for (name, field) in &mut schema.fields {
        let Some(known) = snapshot.fields.get(name) else { continue };
        field.has_default |= known.has_default;
        field.copied = known.copied;
        field.content = known.content.or(field.content);
        field.modules.clone_from(&known.modules);
        if let (Some(selection), Some(known)) = (field.selection.as_mut(), known.selection.as_ref()) {
            selection.dynamic = known.dynamic;
        }
    }
}
