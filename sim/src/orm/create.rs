//! `create`: defaults, delegation to parent records (`_inherits`), conversion, required values, then relations.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value};

use super::access::Operation;
use super::commands::check_commands;
use super::{Env, unknown_field};
use crate::business;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::python::is_none;

/// Mark in the context while a record is created only for another that delegates to it.
const DELEGATING: &str = "sim_delegating";

impl Env<'_> {
    /// Creates one record and gives its id.
    pub(crate) fn create(&mut self, schema: &ModelSchema, values: &Map<String, Value>) -> Outcome<i64> {
        self.check_access(schema, Operation::Create)?;
        self.check_carrier(schema, values)?;
        self.check_names(schema, values, Operation::Create)?;
        let mut all = self.defaults(schema, values);
        let of_dialog = business::wizard::defaults(self, &schema.model)?;
        all.extend(of_dialog.into_iter().filter(|(name, _)| schema.fields.contains_key(name)));
        all.extend(values.clone());
        self.create_parents(schema, &mut all)?;
        check_commands(schema, &all)?;
        let mut row = self.columns(schema, &all)?;
        self.stamp(&mut row, true);
        business::complete(self, schema, &mut row)?;
        self.check_required(schema, &row)?;
        self.check_links(schema, &row)?;
        self.keep_translations(schema, &mut row, true);
        let id = self.insert(&schema.model, row);
        self.finish_values(schema, id, &all)?;
        self.recompute(schema, &[id], &[]);
        if !self.is_drafting() {
            self.check_rules(schema, &[id])?;
        }
        business::after_create(self, schema, id)?;
        Ok(id)
    }

    /// Whether the record in hand is created for one that delegates to it.
    pub(crate) fn is_delegating(&self) -> bool {
        self.context.contains_key(DELEGATING)
    }

    /// Adds the row: under the next id, or under the one the server's own data asks for.
    fn insert(&mut self, model: &str, mut row: Row) -> i64 {
        match row.remove("id").and_then(|id| id.as_i64()) {
            Some(id) => {
                self.db.insert_at(model, id, row);
                id
            }
            None => self.db.insert(model, row),
        }
    }

    /// Refuses fields the model does not have.
    pub(super) fn check_names(&self, schema: &ModelSchema, values: &Map<String, Value>, operation: Operation) -> Outcome<()> {
        let Some(unknown) = values.keys().find(|name| !schema.fields.contains_key(*name)) else { return Ok(()) };
        match (self.series(), operation) {
            (Series::V19, Operation::Create) => Err(OdooError::value(format!("Invalid field '{unknown}' in '{}'", schema.model))),
            _ => Err(unknown_field(&schema.model, unknown)),
        }
    }

    /// A file is added by who may change the record that it hangs on.
    fn check_carrier(&self, schema: &ModelSchema, values: &Map<String, Value>) -> Outcome<()> {
        let model = values.get("res_model").and_then(Value::as_str).filter(|_| schema.model == "ir.attachment");
        let carrier = model.and_then(|model| self.find_schema(model));
        carrier.map_or(Ok(()), |carrier| self.check_access(&carrier, Operation::Write))
    }

    /// Creates the records a model delegates to, from the values that are really theirs; or writes those where the link was given.
    fn create_parents(&mut self, schema: &ModelSchema, values: &mut Map<String, Value>) -> Outcome<()> {
        for (parent, link) in &schema.inherits {
            let Some(parent_schema) = self.find_schema(parent) else { continue };
            let theirs = take_inherited(schema, link, values);
            match values.get(link).filter(|value| !is_none(value)).and_then(Value::as_i64) {
                Some(_) if theirs.is_empty() => {}
                Some(id) => self.write(&parent_schema, &[id], &theirs)?,
                None => {
                    self.context.insert(DELEGATING.to_owned(), Value::Bool(true));
                    let created = self.create(&parent_schema, &theirs);
                    self.context.remove(DELEGATING);
                    let id = created?;
                    values.insert(link.clone(), Value::from(id));
                }
            }
        }
        Ok(())
    }

    /// The values that go into the record's own columns.
    pub(super) fn columns(&self, schema: &ModelSchema, values: &Map<String, Value>) -> Outcome<Row> {
        let mut row = Row::new();
        let inverse = |(name, value): (&String, &Value)| business::inverse(&schema.model, name, value);
        let behind: Map<String, Value> = values.iter().filter_map(inverse).map(|(name, value)| (name.to_owned(), value)).collect();
        for (name, value) in values.iter().chain(&behind) {
            let Some(field) = schema.fields.get(name) else { continue };
            if self.has_column(name, field) {
                row.insert(name.clone(), self.stored_value(schema, name, field, value)?);
            }
        }
        Ok(row)
    }

    /// Whether a value of the field is kept with the record. What Odoo computes and lets be written it takes apart by an inverse; here
    /// the value is kept as it is. The server's own work may keep what Odoo would compute.
    fn has_column(&self, name: &str, field: &FieldSchema) -> bool {
        let magic = matches!(name, "id" | "create_uid" | "create_date" | "write_uid" | "write_date" | "display_name");
        let writable = !field.readonly || field.company_dependent || self.sudo;
        let own = field.store || (writable && field.related.is_none());
        own && !field.field_type.is_x2many() && (!magic || self.sudo)
    }

    /// Writes what needs the record to exist: relations and values that belong to linked records.
    pub(super) fn finish_values(&mut self, schema: &ModelSchema, id: i64, values: &Map<String, Value>) -> Outcome<()> {
        for (name, value) in values.iter().filter_map(|(name, value)| business::inverse(&schema.model, name, value)) {
            if let Some(path) = schema.fields.get(name).and_then(|field| field.related.as_deref()) {
                self.write_related(schema, id, path, &value)?;
            }
        }
        for (name, value) in values {
            let Some(field) = schema.fields.get(name) else { continue };
            if field.field_type.is_x2many() && field.related.is_none() {
                self.apply_commands(schema, id, name, field, value)?;
            } else if let Some(path) = field.related.as_deref().filter(|_| !field.readonly) {
                self.write_related(schema, id, path, value)?;
            }
        }
        Ok(())
    }

    /// Writes through a related path onto the record at its end.
    fn write_related(&mut self, schema: &ModelSchema, id: i64, path: &str, value: &Value) -> Outcome<()> {
        let Some((first, rest)) = path.split_once('.') else { return Ok(()) };
        let Some(target) = schema.fields.get(first).and_then(|link| self.co_schema(link).ok()) else { return Ok(()) };
        let Some(id) = super::ids_of(&self.value(schema, id, first)).first().copied() else { return Ok(()) };
        if rest.contains('.') {
            return self.write_related(&target, id, rest, value);
        }
        self.write(&target, &[id], &Map::from_iter([(rest.to_owned(), value.clone())]))
    }

    /// Who and when.
    pub(super) fn stamp(&self, row: &mut Row, created: bool) {
        let (user, now) = (Value::from(self.account.user_id), Value::from(self.db.clock.now_text()));
        for prefix in if created { ["create", "write"].as_slice() } else { ["write"].as_slice() } {
            let keep = self.sudo && created;
            let mut set = |name: String, value: &Value| {
                if !keep || !row.contains_key(&name) {
                    row.insert(name, value.clone());
                }
            };
            set(format!("{prefix}_uid"), &user);
            set(format!("{prefix}_date"), &now);
        }
    }

    /// Refuses a record without the values its columns need.
    fn check_required(&self, schema: &ModelSchema, row: &Row) -> Outcome<()> {
        if self.is_drafting() {
            return Ok(());
        }
        let missing = |(name, field): &(&String, &FieldSchema)| {
            let empty = row.get(*name).map_or(!field.has_default, is_none);
            let fills_itself = fills_itself(field) && !business::may_stay_empty(&schema.model, name);
            needs_value(field) && empty && !fills_itself && !business::fills(&schema.model, name)
        };
        match schema.fields.iter().find(missing) {
            Some((name, field)) => Err(self.not_null(schema, name, field)),
            None => Ok(()),
        }
    }

    /// The error of a required column left empty.
    pub(super) fn not_null(&self, schema: &ModelSchema, name: &str, field: &FieldSchema) -> OdooError {
        let (model, model_label, label) = (&schema.model, &schema.label, &field.label);
        OdooError::validation(match self.series() {
            Series::V17 | Series::V18 => format!(
                "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n\
                 - Delete: another model requires the record being deleted. If possible, archive it instead.\n\n\
                 Model: {model_label} ({model})\nField: {label} ({name})\n"
            ),
            Series::V19 => format!(
                "The operation cannot be completed: Missing required value for the field '{label}' ({name}).\n\
                 Model: '{model_label}' ({model})\n- create/update: a mandatory field is not set\n\
                 - delete: another model requires the record being deleted, you can archive it instead\n"
            ),
        })
    }
}

/// Whether the field is a column that may not be empty. Numbers and booleans never are.
pub(super) fn needs_value(field: &FieldSchema) -> bool {
    let may_be_empty = !matches!(
        field.field_type,
        FieldType::Boolean | FieldType::Integer | FieldType::Float | FieldType::Monetary | FieldType::Many2oneReference
    );
    field.required && field.store && may_be_empty && !field.field_type.is_x2many()
}

/// Whether Odoo works the value out of others.
fn fills_itself(field: &FieldSchema) -> bool {
    field.computed || !field.depends.is_empty() || field.related.is_some()
}

/// Takes out the values of fields that the model only passes through from the record `link` leads to.
fn take_inherited(schema: &ModelSchema, link: &str, values: &mut Map<String, Value>) -> Map<String, Value> {
    let is_theirs = |name: &String| {
        let related = schema.fields.get(name).and_then(|field| field.related.as_deref());
        related.and_then(|path| path.strip_prefix(link)).and_then(|rest| rest.strip_prefix('.')) == Some(name)
    };
    let names: Vec<String> = values.keys().filter(|name| is_theirs(name)).cloned().collect();
    names.into_iter().filter_map(|name| values.remove(&name).map(|value| (name, value))).collect()
}
