//! x2many commands: create, update, delete, unlink, link, clear, set, on one2many (by the inverse) and many2many (by the list kept).

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::create::needs_value;
use super::values::{invalid_integer, wrong_value};
use super::{Env, ids_of, relations};
use crate::error::{Kind, OdooError, Outcome};
use crate::python::{is_none, text};

/// One command, read.
enum Command<'a> {
    Create(&'a Map<String, Value>),
    Update(i64, &'a Map<String, Value>),
    Delete(i64),
    Unlink(i64),
    Link(i64),
    Set(Vec<i64>),
    /// A code Odoo does not know: passed over without a word.
    Nothing,
}

/// The x2many of one record.
struct Target<'a> {
    schema: &'a ModelSchema,
    id: i64,
    name: &'a str,
    field: &'a FieldSchema,
    co_schema: &'a ModelSchema,
}

/// Refuses values of x2many fields that are no commands, before anything is stored.
pub(super) fn check_commands(schema: &ModelSchema, values: &Map<String, Value>) -> Outcome<()> {
    let x2many = |name: &str| schema.fields.get(name).is_some_and(|field| field.field_type.is_x2many());
    values.iter().filter(|(name, _)| x2many(name)).try_for_each(|(name, value)| commands(schema, name, value).map(drop))
}

impl Env<'_> {
    /// Applies a value of an x2many field to a record.
    pub(super) fn apply_commands(&mut self, schema: &ModelSchema, id: i64, name: &str, field: &FieldSchema, value: &Value) -> Outcome<()> {
        let commands = commands(schema, name, value)?;
        if field.relation.is_none() || (field.field_type == FieldType::One2many && field.inverse.is_none()) {
            return Ok(());
        }
        let co_schema = self.co_schema(field)?;
        let target = Target { schema, id, name, field, co_schema: &co_schema };
        commands.into_iter().try_for_each(|command| self.apply(&target, command))
    }

    fn apply(&mut self, target: &Target<'_>, command: Command<'_>) -> Outcome<()> {
        match command {
            Command::Create(values) => self.add_new(target, values),
            Command::Update(id, _) | Command::Delete(id) if self.passes_over(target, id) => Ok(()),
            Command::Update(id, values) => self.write(target.co_schema, &[id], values),
            Command::Delete(id) => self.unlink(target.co_schema, &[id]),
            Command::Unlink(id) => self.take_out(target, id),
            Command::Link(id) => self.put_in(target, id),
            Command::Set(ids) => self.set(target, &ids),
            Command::Nothing => Ok(()),
        }
    }

    /// A many2many says nothing of records that are gone.
    fn passes_over(&self, target: &Target<'_>, id: i64) -> bool {
        target.field.field_type == FieldType::Many2many && !self.db.exists(&target.co_schema.model, id)
    }

    fn add_new(&mut self, target: &Target<'_>, values: &Map<String, Value>) -> Outcome<()> {
        if target.field.field_type == FieldType::Many2many {
            let id = self.create(target.co_schema, values)?;
            return self.put_in(target, id);
        }
        let mut values = values.clone();
        values.extend(back_link(target, Some(target.id)));
        self.create(target.co_schema, &values).map(drop)
    }

    fn put_in(&mut self, target: &Target<'_>, id: i64) -> Outcome<()> {
        if target.field.field_type == FieldType::One2many {
            return self.write(target.co_schema, &[id], &back_link(target, Some(target.id)));
        }
        if !self.db.exists(&target.co_schema.model, id) {
            return Err(self.foreign_key(target.schema, target.name));
        }
        self.change_list(target, id, true);
        Ok(())
    }

    /// A one2many's record that cannot live without its parent goes, any other loses the link.
    fn take_out(&mut self, target: &Target<'_>, id: i64) -> Outcome<()> {
        if target.field.field_type == FieldType::Many2many {
            self.change_list(target, id, false);
            return Ok(());
        }
        let inverse = target.field.inverse.as_deref().and_then(|inverse| target.co_schema.fields.get(inverse));
        match inverse.is_some_and(needs_value) {
            true => self.unlink(target.co_schema, &[id]),
            false => self.write(target.co_schema, &[id], &back_link(target, None)),
        }
    }

    fn set(&mut self, target: &Target<'_>, ids: &[i64]) -> Outcome<()> {
        let before = self.as_server(|env| {
            let shown = std::mem::take(&mut env.context);
            env.context.insert("active_test".to_owned(), Value::Bool(false));
            let value = env.value(target.schema, target.id, target.name);
            env.context = shown;
            ids_of(&value)
        });
        before.iter().filter(|id| !ids.contains(id)).try_for_each(|id| self.take_out(target, *id))?;
        ids.iter().filter(|id| !before.contains(id)).try_for_each(|id| self.put_in(target, *id))
    }

    /// Adds or removes an id in the list that keeps the relation, on whichever side that is.
    fn change_list(&mut self, target: &Target<'_>, id: i64, add: bool) {
        let (model, owner, name, member) = match relations::kept_by(&target.schema.model, target.name) {
            Some((model, name)) => (model, id, name, target.id),
            None => (target.schema.model.as_str(), target.id, target.name, id),
        };
        let mut ids = self.db.row(model, owner).and_then(|row| row.get(name)).map(ids_of).unwrap_or_default();
        ids.retain(|known| *known != member);
        if add {
            ids.push(member);
        }
        self.db.update(model, owner, [(name.to_owned(), json!(ids))]);
    }
}

/// The values that tie a one2many's record to its parent, or untie it.
fn back_link(target: &Target<'_>, id: Option<i64>) -> Map<String, Value> {
    let Some(inverse) = &target.field.inverse else { return Map::new() };
    let mut values = Map::from_iter([(inverse.clone(), id.map_or(Value::Bool(false), Value::from))]);
    let model_field = target.co_schema.fields.get(inverse).and_then(|field| field.model_field.clone());
    values.extend(model_field.map(|name| (name, Value::from(target.schema.model.clone()))));
    values
}

/// Reads a value of an x2many field: commands, a bare list of ids, or nothing.
fn commands<'a>(schema: &ModelSchema, name: &str, value: &'a Value) -> Outcome<Vec<Command<'a>>> {
    match value {
        value if is_none(value) => Ok(vec![Command::Set(Vec::new())]),
        Value::Array(items) if items.first().is_some_and(|item| !item.is_array()) => Ok(vec![Command::Set(ids(items)?)]),
        Value::Array(items) => items.iter().map(command).collect(),
        other => Err(OdooError::value(wrong_value(schema, name, other).message.replace('\'', ""))),
    }
}

fn command(item: &Value) -> Outcome<Command<'_>> {
    let parts = item.as_array().map(Vec::as_slice).unwrap_or_default();
    let code = parts.first().and_then(Value::as_i64);
    match code {
        Some(0) => Ok(Command::Create(values(parts)?)),
        Some(1) => Ok(Command::Update(id(parts)?, values(parts)?)),
        Some(2) => Ok(Command::Delete(id(parts)?)),
        Some(3) => Ok(Command::Unlink(id(parts)?)),
        Some(4) => Ok(Command::Link(id(parts)?)),
        Some(5) => Ok(Command::Set(Vec::new())),
        Some(6) => Ok(Command::Set(match third(parts)? {
            Value::Array(items) => ids(items)?,
            Value::String(text) if !text.is_empty() => return Err(invalid_integer(text)),
            _ => Vec::new(),
        })),
        _ => Ok(Command::Nothing),
    }
}

fn values(parts: &[Value]) -> Outcome<&Map<String, Value>> {
    let what = "dictionary update sequence element #0 has length 1; 2 is required";
    third(parts)?.as_object().ok_or_else(|| OdooError::value(what))
}

fn third(parts: &[Value]) -> Outcome<&Value> {
    parts.get(2).ok_or_else(|| OdooError::new(Kind::IndexError, "list index out of range"))
}

fn id(parts: &[Value]) -> Outcome<i64> {
    let id = parts.get(1).ok_or_else(|| OdooError::new(Kind::IndexError, "list index out of range"))?;
    id.as_i64().ok_or_else(|| invalid_integer(&text(id)))
}

fn ids(items: &[Value]) -> Outcome<Vec<i64>> {
    items.iter().map(|item| item.as_i64().ok_or_else(|| invalid_integer(&text(item)))).collect()
}
