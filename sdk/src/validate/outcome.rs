//! What a check says: issues with their codes, normalisations, and the models it still needs.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::patch::{self, PatchError, PatchOp, apply_patch, pointer};
use super::path::CallPath;

/// The answer of [`validate`](super::validate).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// What is wrong; empty for a call that Odoo would take.
    pub issues: Vec<Issue>,
    /// What was normalised, without loss. The call must be sent as [`Outcome::normalise`] leaves it.
    pub changes: Vec<Change>,
    /// What Odoo takes and is unlikely to be intended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Models whose schema is not loaded: load them and check again before the call is believed.
    pub needs: BTreeSet<String>,
}

impl Outcome {
    /// Whether the call may go to Odoo.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.issues.is_empty() && self.needs.is_empty()
    }

    /// Applies the normalisations to the call, an object with the members of the [`Input`](super::Input).
    ///
    /// # Errors
    ///
    /// Where `call` is not the call that was checked.
    pub fn normalise(&self, call: &mut Value) -> Result<(), PatchError> {
        self.changes.iter().try_for_each(|change| apply_patch(call, std::slice::from_ref(&change.patch)))
    }

    /// Applies every fix that the issues carry; `call` is as in [`Outcome::normalise`].
    ///
    /// # Errors
    ///
    /// Where `call` is not the call that was checked.
    pub fn apply_fixes(&self, call: &mut Value) -> Result<(), PatchError> {
        self.issues.iter().try_for_each(|issue| apply_patch(call, &issue.fix))
    }
}

/// A normalisation: the call means the same, in the form that Odoo reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Where: `values.date_order`.
    pub path: String,
    /// What was done.
    pub message: String,
    /// The step that does it.
    pub patch: PatchOp,
}

/// Something that Odoo takes and that is unlikely to be intended, such as a search for a value that a selection does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// Where: `domain[0][2]`.
    pub path: String,
    /// What Odoo makes of it.
    pub message: String,
    /// Advice.
    pub hint: String,
}

/// One thing that is wrong with a call. What is built on this crate may have codes of its own beside those of [`IssueCode`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Issue<C = IssueCode> {
    /// What kind.
    pub code: C,
    /// Where: `values.order_line[0][2].product_id`.
    pub path: String,
    /// What, and what was expected.
    pub message: String,
    /// Advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// A patch of the call where one fix is obvious; empty otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fix: Vec<PatchOp>,
    /// The model whose schema the judgement rests on. A caller whose schema may be old can load it anew and check again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

impl<C> Issue<C> {
    /// An issue at a path of the call (empty for the whole).
    pub fn new(code: impl Into<C>, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), path: path.into(), message: message.into(), hint: None, fix: Vec::new(), model: None }
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With more steps that fix it.
    #[must_use]
    pub fn fix(mut self, steps: impl IntoIterator<Item = PatchOp>) -> Self {
        self.fix.extend(steps);
        self
    }

    /// The same issue under a code of another kind.
    #[must_use]
    pub fn coded<D: From<C>>(self) -> Issue<D> {
        let Self { code, path, message, hint, fix, model } = self;
        Issue { code: code.into(), path, message, hint, fix, model }
    }

    /// The same issue in a call where what was checked as `from` stands at `to`: a record of a list is checked on its own.
    #[must_use]
    pub fn moved(mut self, from: &str, to: &str) -> Self {
        if let Some(rest) = self.path.strip_prefix(from).filter(|rest| rest.is_empty() || rest.starts_with(['.', '['])) {
            self.path = if to.is_empty() { rest.trim_start_matches('.').to_owned() } else { format!("{to}{rest}") };
        }
        let (from, to) = (pointer(from), pointer(to));
        self.fix = self.fix.into_iter().map(|step| patch::moved(step, &from, &to)).collect();
        self
    }

    pub(super) fn replace(self, path: &CallPath<'_>, value: impl Into<Value>) -> Self {
        self.fix([patch::replace(path.pointer(), value)])
    }

    pub(super) fn about(mut self, model: &str) -> Self {
        self.model = Some(model.to_owned());
        self
    }
}

macro_rules! issue_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The kinds of issues, one table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum IssueCode {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl IssueCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name: `unknown_field`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means, a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

issue_codes! {
    /// The database has no such model.
    UnknownModel = "unknown_model",
    /// The model is abstract and has no records.
    AbstractModel = "abstract_model",
    /// The model has no such field.
    UnknownField = "unknown_field",
    /// The call does not have the expected shape: an object, a list or a text.
    WrongShape = "wrong_shape",
    /// The value does not have the expected type.
    WrongType = "wrong_type",
    /// The number is outside the range of the column.
    OutOfRange = "out_of_range",
    /// The text is longer than the field allows; Odoo would cut it silently.
    TooLong = "too_long",
    /// The text contains a character that the database refuses.
    BadText = "bad_text",
    /// The date or datetime does not exist or is not in Odoo's form.
    BadDate = "bad_date",
    /// The value is not one of the selection's values.
    BadSelection = "bad_selection",
    /// The text is not base64.
    BadBase64 = "bad_base64",
    /// The text is not `model,id` of an allowed model.
    BadReference = "bad_reference",
    /// The value is not a record id.
    BadId = "bad_id",
    /// The x2many command is not one that Odoo knows.
    BadCommand = "bad_command",
    /// The properties are not in one of Odoo's forms.
    BadProperties = "bad_properties",
    /// A required field that Odoo does not fill in by itself is missing.
    MissingRequired = "missing_required",
    /// A required field is set to an empty value.
    EmptyRequired = "empty_required",
    /// Odoo would ignore what is written to this field.
    ReadOnly = "field_readonly",
    /// The domain is not a list of leaves and prefix operators whose operands add up.
    BadDomain = "bad_domain",
    /// This Odoo does not have the operator, or the field does not take it.
    BadOperator = "bad_operator",
    /// The field and the operator do not take this operand.
    BadOperand = "bad_operand",
    /// The field cannot be searched; Odoo would ignore the leaf or fail.
    Unsearchable = "unsearchable",
    /// The path continues after a field that is not relational.
    NotRelational = "not_relational",
    /// `child_of` or `parent_of` on a model without a hierarchy.
    NotHierarchical = "not_hierarchical",
    /// The order is not a list of fields with directions.
    BadOrder = "bad_order",
    /// The field cannot be sorted by; Odoo would ignore it or fail.
    Unsortable = "unsortable",
    /// The field cannot be grouped by.
    Ungroupable = "ungroupable",
    /// This Odoo does not have the granularity, or the field does not take it.
    BadGranularity = "bad_granularity",
    /// The aggregate does not exist, or the field does not take it.
    BadAggregate = "bad_aggregate",
    /// The model has no such public method.
    UnknownMethod = "unknown_method",
    /// The method is private: Odoo refuses it over RPC.
    PrivateMethod = "private_method",
    /// A required argument is not given.
    MissingArgument = "missing_argument",
    /// The tool or method does not have such an argument, or it is given twice.
    UnknownArgument = "unknown_argument",
    /// The method takes fewer arguments.
    TooManyArguments = "too_many_arguments",
    /// The method works on records and no ids are given.
    IdsNeeded = "ids_needed",
    /// The method belongs to the model and takes no ids.
    IdsRefused = "ids_refused",
    /// The call is nested too deeply to be checked.
    TooDeep = "too_deep",
    /// The call is too large to be checked.
    TooLarge = "too_large",
    /// There are more issues than are reported.
    TooManyIssues = "too_many_issues",
}

impl IssueCode {
    /// Whether the call was understood all the same: a value does not fit its field, or one is missing.
    #[must_use]
    pub fn is_of_value(self) -> bool {
        matches!(
            self,
            Self::WrongType
                | Self::OutOfRange
                | Self::TooLong
                | Self::BadText
                | Self::BadDate
                | Self::BadSelection
                | Self::BadBase64
                | Self::BadReference
                | Self::BadId
                | Self::MissingRequired
                | Self::EmptyRequired
                | Self::ReadOnly
                | Self::AbstractModel
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_name_each() {
        let names: BTreeSet<&str> = IssueCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), IssueCode::ALL.len());
        for code in IssueCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert!(code.meaning().ends_with('.'));
        }
    }
}
