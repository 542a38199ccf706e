//! One field: type, flags and relations, as `fields_get` and `ir.model.fields` report them.

use serde::{Deserialize, Serialize};

/// Odoo's field types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the Odoo type of that name")]
pub enum FieldType {
    Binary,
    Boolean,
    Char,
    Date,
    Datetime,
    Float,
    Html,
    Integer,
    Json,
    Many2many,
    Many2one,
    Many2oneReference,
    Monetary,
    One2many,
    Properties,
    PropertiesDefinition,
    Reference,
    Selection,
    Text,
}

impl FieldType {
    /// Every type.
    pub const ALL: [Self; 19] = [
        Self::Binary,
        Self::Boolean,
        Self::Char,
        Self::Date,
        Self::Datetime,
        Self::Float,
        Self::Html,
        Self::Integer,
        Self::Json,
        Self::Many2many,
        Self::Many2one,
        Self::Many2oneReference,
        Self::Monetary,
        Self::One2many,
        Self::Properties,
        Self::PropertiesDefinition,
        Self::Reference,
        Self::Selection,
        Self::Text,
    ];

    /// The name Odoo uses: `many2one`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Boolean => "boolean",
            Self::Char => "char",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Float => "float",
            Self::Html => "html",
            Self::Integer => "integer",
            Self::Json => "json",
            Self::Many2many => "many2many",
            Self::Many2one => "many2one",
            Self::Many2oneReference => "many2one_reference",
            Self::Monetary => "monetary",
            Self::One2many => "one2many",
            Self::Properties => "properties",
            Self::PropertiesDefinition => "properties_definition",
            Self::Reference => "reference",
            Self::Selection => "selection",
            Self::Text => "text",
        }
    }

    /// The type of that name, where Odoo itself knows it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field_type| field_type.name() == name)
    }

    /// Whether the field holds records: many2one, one2many or many2many.
    #[must_use]
    pub fn is_relational(self) -> bool {
        matches!(self, Self::Many2one | Self::One2many | Self::Many2many)
    }

    /// Whether the field holds many records and takes x2many commands.
    #[must_use]
    pub fn is_x2many(self) -> bool {
        matches!(self, Self::One2many | Self::Many2many)
    }
}

/// The values of a selection (or, for a reference, the models it may point to).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// `[value, label]` in Odoo's order.
    pub values: Vec<(String, String)>,
    /// Computed by the database it was read from (`lang`, `tz`): a snapshot's values are then no rule for another database.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dynamic: bool,
}

/// Precision of a float.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Digits {
    /// `[total, decimals]`.
    Fixed(u32, u32),
    /// A number of decimals only.
    Decimals(u32),
}

/// What a field holds that Odoo evaluates, renders or sends as it is: dangerous to write, whoever defined the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A stored domain, evaluated as a Python expression.
    Domain,
    /// Code, or an expression that is evaluated.
    Code,
    /// A template that is rendered: QWeb, or texts with placeholders.
    Template,
    /// HTML that Odoo stores as it comes, scripts included.
    Html,
    /// The name of a model, or a link to one or to one of its fields.
    Model,
}

/// The schema of one field. Flags that Odoo does not report keep the default named on each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSchema {
    /// Odoo's type.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Name for people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: String,
    /// Required, as `fields_get` says; whether a caller must give it is the validator's question. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Readonly by default in views; a stored readonly field may still be written by RPC. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub readonly: bool,
    /// Has a column or a relation table. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub store: bool,
    /// May stand in a domain. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub searchable: bool,
    /// May stand in an order. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub sortable: bool,
    /// May stand in a groupby. Odoo reports it from 18 on; for 17 it is derived (stored and not x2many's one2many, or groupable by rule). Default true.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub groupable: bool,
    /// Default aggregate (`sum`, `max`, `bool_or`…); `group_operator` before 18.
    #[serde(default, skip_serializing_if = "is_default")]
    pub aggregator: Option<String>,
    /// Co-model of a relational field.
    #[serde(default, skip_serializing_if = "is_default")]
    pub relation: Option<String>,
    /// The many2one of a one2many's co-model that points back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inverse: Option<String>,
    /// Values of a selection, models of a reference.
    #[serde(default, skip_serializing_if = "is_default")]
    pub selection: Option<Selection>,
    /// Dotted names the compute depends on, sorted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub depends: Vec<String>,
    /// The path this field is related to: `product_tmpl_id.name`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub related: Option<String>,
    /// Has a compute method that is code (not only `related`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub computed: bool,
    /// Has a default, as `default_get` of the required fields shows. Known for required fields only. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub has_default: bool,
    /// One value a company.
    #[serde(default, skip_serializing_if = "is_default")]
    pub company_dependent: bool,
    /// One value a language.
    #[serde(default, skip_serializing_if = "is_default")]
    pub translate: bool,
    /// Longest text a char takes, in characters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub size: Option<u32>,
    /// Precision of a float.
    #[serde(default, skip_serializing_if = "is_default")]
    pub digits: Option<Digits>,
    /// The many2one to `res.currency` of a monetary field.
    #[serde(default, skip_serializing_if = "is_default")]
    pub currency_field: Option<String>,
    /// The field that names the model of a many2one_reference.
    #[serde(default, skip_serializing_if = "is_default")]
    pub model_field: Option<String>,
    /// Where a properties field has its definition: `[many2one, field of the co-model]`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub definition: Option<(String, String)>,
    /// `child_of` and `parent_of` are allowed; Odoo reports it from 18 on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hierarchy: Option<bool>,
    /// Groups that see the field, comma separated external ids.
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Option<String>,
    /// Modules that define it, sorted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub modules: Vec<String>,
    /// Copied when a record is duplicated. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub copied: bool,
    /// What it holds beyond plain data. `None`: nothing that is known to be evaluated or rendered.
    #[serde(default, skip_serializing_if = "is_default")]
    pub content: Option<Content>,
    /// Prose for people; only where it was asked for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub help: Option<String>,
}

impl FieldSchema {
    /// A field of a type with every flag at its default.
    #[must_use]
    pub fn new(field_type: FieldType) -> Self {
        Self {
            field_type,
            label: String::new(),
            required: false,
            readonly: false,
            store: true,
            searchable: true,
            sortable: true,
            groupable: true,
            aggregator: None,
            relation: None,
            inverse: None,
            selection: None,
            depends: Vec::new(),
            related: None,
            computed: false,
            has_default: false,
            company_dependent: false,
            translate: false,
            size: None,
            digits: None,
            currency_field: None,
            model_field: None,
            definition: None,
            hierarchy: None,
            groups: None,
            modules: Vec::new(),
            copied: true,
            content: None,
            help: None,
        }
    }
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_true(value: &bool) -> bool {
    *value
}
