//! `onchange`: the record is drafted without what changed and with it, and what reads otherwise afterwards is the answer. What follows a
//! change is what this server computes and fills in (`business`); onchange methods that are not here change nothing.

use std::collections::BTreeSet;

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Env, ids_of};
use crate::error::{Kind, OdooError, Outcome};

/// Mark in the context while a record is only drafted: it may lack what a real one needs.
const DRAFT: &str = "sim_draft";

/// What a drafted record reads like: plain values, and the lines of x2many fields by id.
#[derive(Debug, Default)]
struct Draft {
    values: Map<String, Value>,
    lines: Map<String, Value>,
}

/// A form as the client holds it.
struct Form<'a> {
    schema: &'a ModelSchema,
    id: Option<i64>,
    wanted: &'a Map<String, Value>,
}

impl Env<'_> {
    /// The values that follow the changed ones, of the fields in the specification; of a new form, every field's first value.
    pub(crate) fn onchange(
        &mut self,
        schema: &ModelSchema,
        id: Option<i64>,
        values: &Map<String, Value>,
        changed: &Value,
        specification: &Value,
    ) -> Outcome<Value> {
        let no_mapping = || OdooError::new(Kind::AttributeError, "'str' object has no attribute 'get'");
        let form = Form { schema, id, wanted: specification.as_object().ok_or_else(no_mapping)? };
        let changed = names(changed);
        if changed.iter().any(|name| !schema.fields.contains_key(name)) {
            return Ok(json!({}));
        }
        if let Some(unknown) = form.wanted.keys().find(|name| !schema.fields.contains_key(*name)) {
            return Err(OdooError::new(Kind::KeyError, unknown.clone()));
        }
        if changed.is_empty() {
            let Draft { values: first, lines } = self.draft(&form, values)?;
            let lines = lines.iter().filter_map(|(name, lines)| Some((name.clone(), self.first_lines(schema, name, lines)?)));
            return Ok(json!({ "value": first.into_iter().chain(lines).collect::<Map<_, _>>() }));
        }
        let unchanged = values.iter().filter(|(name, _)| !changed.contains(*name)).map(|(name, value)| (name.clone(), value.clone()));
        let before = self.draft(&form, &unchanged.collect())?;
        let mut after = self.draft(&form, values)?;
        after.values.retain(|name, value| !changed.contains(name) && before.values.get(name) != Some(value));
        let lines = after.lines.iter().filter(|(name, _)| !changed.contains(*name));
        let lines =
            lines.filter_map(|(name, lines)| Some((name.clone(), line_commands(values.get(name), before.lines.get(name)?, lines)?)));
        after.values.extend(lines);
        Ok(json!({ "value": after.values }))
    }

    /// Whether the record in hand is only a draft.
    pub(super) fn is_drafting(&self) -> bool {
        self.context.contains_key(DRAFT)
    }

    /// The lines of a new form, as commands: those that are there are linked, the others made. `None` where there are none.
    fn first_lines(&self, schema: &ModelSchema, name: &str, lines: &Value) -> Option<Value> {
        let relation = schema.fields.get(name)?.relation.as_deref()?;
        let command = |(at, line): (usize, &Value)| {
            let mut line = line.as_object()?.clone();
            let id = line.remove("id")?;
            match self.db.row(relation, id.as_i64()?) {
                Some(_) => Some(json!([4, id, line])),
                None => Some(json!([0, format!("virtual_{}", at + 1), line])),
            }
        };
        let commands: Vec<Value> = lines.as_array()?.iter().enumerate().filter_map(command).collect();
        (!commands.is_empty()).then_some(Value::Array(commands))
    }

    /// Stores the form's values, reads the record and takes everything back.
    fn draft(&mut self, form: &Form<'_>, values: &Map<String, Value>) -> Outcome<Draft> {
        let values: Map<String, Value> = values.iter().map(|(name, value)| (name.clone(), as_new_lines(value))).collect();
        self.context.insert(DRAFT.to_owned(), Value::Bool(true));
        let read = self.as_server(|env| {
            let values = env.with_new_links(form.schema, values)?;
            let id = match form.id {
                Some(id) => env.write(form.schema, &[id], &values).map(|()| id)?,
                None => env.create(form.schema, &values)?,
            };
            env.read_draft(form, id)
        });
        self.context.remove(DRAFT);
        self.db.rollback();
        read
    }

    /// A link to a record that is only drafted as well, given by its values: the document of a line.
    fn with_new_links(&mut self, schema: &ModelSchema, mut values: Map<String, Value>) -> Outcome<Map<String, Value>> {
        for (name, value) in &mut values {
            let field = schema.fields.get(name).filter(|field| field.field_type == FieldType::Many2one);
            if let (Some(field), Value::Object(drafted)) = (field, &value) {
                let parent = self.co_schema(field)?.clone();
                *value = json!(self.create(&parent, drafted)?);
            }
        }
        Ok(values)
    }

    fn read_draft(&self, form: &Form<'_>, id: i64) -> Outcome<Draft> {
        let mut draft = Draft::default();
        for (name, inner) in form.wanted {
            let Some(field) = form.schema.fields.get(name).filter(|_| name != "id") else { continue };
            let value = self.value(form.schema, id, name);
            if field.field_type.is_x2many() {
                draft.lines.insert(name.clone(), self.draft_lines(field, &value, inner)?);
            } else {
                let is_itself = form.id.is_none() && field.relation.as_deref() == Some(&form.schema.model) && value.as_i64() == Some(id);
                let value = if is_itself { Value::Bool(false) } else { self.draft_value(field, value, inner)? };
                draft.values.insert(name.clone(), value);
            }
        }
        Ok(draft)
    }

    fn draft_value(&self, field: &FieldSchema, value: Value, inner: &Value) -> Outcome<Value> {
        let (FieldType::Many2one, Some(id), Some(fields)) = (field.field_type, value.as_i64(), inner.get("fields")) else {
            return Ok(value);
        };
        let records = self.web_read(&*self.co_schema(field)?, &[id], fields)?;
        Ok(records.as_array().and_then(|all| all.first()).cloned().unwrap_or(Value::Bool(false)))
    }

    /// The lines of an x2many, oldest first.
    fn draft_lines(&self, field: &FieldSchema, value: &Value, inner: &Value) -> Outcome<Value> {
        let ids: Vec<i64> = ids_of(value).into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let nothing = json!({});
        self.web_read(&*self.co_schema(field)?, &ids, inner.get("fields").unwrap_or(&nothing))
    }
}

/// The names of the changed fields: one, or a list.
fn names(changed: &Value) -> BTreeSet<String> {
    match changed {
        Value::String(name) => BTreeSet::from([name.clone()]),
        other => other.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// Commands on lines that only the client knows create them: it names such lines by a text.
fn as_new_lines(value: &Value) -> Value {
    let is_unknown = |command: &[Value]| command.first().and_then(Value::as_i64) == Some(1) && command.get(1).is_some_and(Value::is_string);
    let commands = value.as_array().map(|commands| {
        commands.iter().map(|command| match command.as_array() {
            Some(parts) if is_unknown(parts) => json!([0, 0, parts.get(2)]),
            _ => command.clone(),
        })
    });
    commands.map_or_else(|| value.clone(), Iterator::collect)
}

/// Updates of the lines that read otherwise; `None` where all read as before.
fn line_commands(sent: Option<&Value>, before: &Value, after: &Value) -> Option<Value> {
    let lines = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (before, after) = (lines(before), lines(after));
    let sent = sent.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let known = |command: &&Value| matches!(command.get(0).and_then(Value::as_i64), Some(0 | 1));
    let mut virtual_ids = sent.iter().filter(known).filter_map(|command| command.get(1)).filter(|id| id.is_string());
    let mut commands = Vec::new();
    for (before, after) in before.iter().zip(&after) {
        let is_old = before.get("id") == after.get("id");
        let id = if is_old { after.get("id") } else { virtual_ids.next() };
        let fields = after.as_object().into_iter().flatten().filter(|(name, value)| *name != "id" && before.get(*name) != Some(value));
        let changed: Map<String, Value> = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
        if let Some(id) = id.filter(|_| !changed.is_empty()) {
            commands.push(json!([1, id, changed]));
        }
    }
    (!commands.is_empty()).then_some(Value::Array(commands))
}
