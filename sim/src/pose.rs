//! A version that no snapshot is of: what a server answers otherwise that is newer than the recorded series or between two. It has the
//! models of the nearest series below, without those that went and with the new names of some fields. Second-hand for 20.0, where no
//! server was at hand to be recorded.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Value, json};

/// Models that 20.0 does not have.
const GONE: [&str; 3] = ["ir.model.access", "ir.rule", "res.bank"];

/// Fields that have another name in 20.0, by model.
const RENAMED: [(&str, &str, &str); 3] = [
    ("hr.job", "user_id", "recruiter_id"),
    ("mail.message", "starred", "is_bookmarked"),
    ("product.supplierinfo", "product_uom_id", "uom_id"),
];

/// Fields that 20.0 does not have, by model.
const WITHOUT: [(&str, &str); 2] = [("ir.attachment", "datas"), ("res.partner", "company_type")];

/// Methods of every model that 20.0 does not have, and some versions of Odoo Online before it.
const WITHOUT_METHODS: [&str; 4] = ["check_access_rights", "check_access_rule", "copy_translations", "toggle_active"];

/// The version that is posed as.
#[derive(Debug, Clone)]
pub(crate) struct Pose {
    /// As servers name it: `20.0`, `saas~19.2`.
    pub(crate) name: String,
    number: (u32, u32),
}

impl Pose {
    /// Of a name such as `20.0` or `saas~19.2`; what is not a number counts as 0.
    pub(crate) fn new(name: &str) -> Self {
        let mut parts = name.trim_start_matches("saas~").split('.').map(|part| part.parse().unwrap_or_default());
        let number = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Self { name: name.to_owned(), number }
    }

    /// Its first number.
    pub(crate) fn major(&self) -> u32 {
        self.number.0
    }

    fn is_20(&self) -> bool {
        self.number >= (20, 0)
    }

    /// Whether a model of the snapshot went.
    pub(crate) fn lacks_model(&self, model: &str) -> bool {
        self.is_20() && GONE.contains(&model)
    }

    /// Whether a method went. `read_group` came back in 20.0 with other arguments, which nobody passes here.
    pub(crate) fn lacks_method(&self, method: &str) -> bool {
        self.number > (19, 0) && (method == "read_group" || WITHOUT_METHODS.contains(&method))
    }

    /// The model that holds what access rights and rules held.
    pub(crate) fn new_models(&self) -> Vec<ModelSchema> {
        let mut access = ModelSchema { model: "ir.access".to_owned(), label: "Access".to_owned(), ..ModelSchema::default() };
        for name in ["name", "model", "operation", "domain"] {
            access.fields.insert(name.to_owned(), FieldSchema { label: name.to_owned(), ..FieldSchema::new(FieldType::Char) });
        }
        if self.is_20() { vec![access] } else { Vec::new() }
    }

    /// A model under its new names.
    pub(crate) fn renamed(&self, mut model: ModelSchema) -> ModelSchema {
        if !self.is_20() {
            return model;
        }
        for (_, field) in WITHOUT.iter().filter(|(of, _)| *of == model.model) {
            model.fields.remove(*field);
        }
        for (_, old, new) in RENAMED.iter().filter(|(of, ..)| *of == model.model) {
            if let Some(field) = model.fields.remove(*old) {
                model.fields.insert((*new).to_owned(), field);
            }
        }
        model
    }

    /// A binary field as it is read: 20.0 has an object with the content, and takes no notice of `bin_size`.
    pub(crate) fn read_binary(&self, value: &Value) -> Option<Value> {
        let content = value.as_str().filter(|_| self.is_20())?;
        Some(json!({"size": content.len() / 4 * 3, "content": content}))
    }

    /// The content of what is written to a binary field, where it is such an object.
    pub(crate) fn written_binary(&self, value: &Value) -> Option<Value> {
        value.as_object().filter(|_| self.is_20()).map(|given| given.get("content").cloned().unwrap_or(Value::Bool(false)))
    }
}

/// The version as servers name it, and its first number.
pub(crate) fn named(pose: Option<&Pose>, series: Series) -> (&str, u32) {
    pose.map_or((series.name(), series.major()), |pose| (&pose.name, pose.major()))
}
