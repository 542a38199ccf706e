//! Method arguments over every recorded signature of every series: what fits is accepted, and each slip is refused.

use odoo_sdk::Series;
use odoo_sdk::schema::{MethodSchema, ParameterKind};
use odoo_sdk::validate::{ARCHIVING, Input, IssueCode, validate};
use serde_json::{Map, Value, json};

use crate::support::schemas;

/// A method of a model, as it was recorded.
struct Recorded<'a> {
    series: Series,
    model: &'a str,
    method: &'a str,
    signature: &'a MethodSchema,
}

impl Recorded<'_> {
    fn takes(&self, kind: ParameterKind) -> bool {
        self.signature.parameters.iter().any(|parameter| parameter.kind == kind)
    }

    /// What it must be given, by name.
    fn needed(&self) -> Map<String, Value> {
        let named = |kind| matches!(kind, ParameterKind::PositionalOrKeyword | ParameterKind::KeywordOnly);
        let needed = self.signature.parameters.iter().filter(|parameter| parameter.default.is_none() && named(parameter.kind));
        needed.map(|parameter| (parameter.name.clone(), Value::Null)).collect()
    }

    fn codes(&self, ids: Option<Value>, args: Value, kwargs: Map<String, Value>) -> Vec<IssueCode> {
        let kwargs = Value::Object(kwargs);
        let (model, method) = (self.model, self.method);
        let input = Input::Method { model, method, ids: ids.as_ref(), args: Some(&args), kwargs: Some(&kwargs) };
        validate(&input, self.series, schemas(self.series)).issues.iter().map(|issue| issue.code).collect()
    }

    #[track_caller]
    fn check(&self, ids: Option<Value>, args: Value, kwargs: Map<String, Value>, expected: &[IssueCode]) {
        let reported = format!("{} {}.{}", self.series, self.model, self.method);
        assert_eq!(self.codes(ids, args, kwargs), expected, "{reported} {:?}", self.signature);
    }
}

/// Every method, or one out of `step`.
fn for_each_method(step: usize, mut each: impl FnMut(&Recorded<'_>)) -> usize {
    let mut count = 0;
    for series in Series::ALL {
        let known = schemas(series);
        let overridden = &known.models["res.partner"].methods;
        let common = known.common_methods.iter().filter(|(method, _)| !overridden.contains_key(*method));
        let common = common.map(|(method, signature)| ("res.partner", method, signature));
        let own = known.models.values().flat_map(|model| model.methods.iter().map(|(name, method)| (model.model.as_str(), name, method)));
        for (model, method, signature) in common.chain(own).step_by(step) {
            each(&Recorded { series, model, method, signature });
            count += 1;
        }
    }
    count
}

#[test]
fn every_recorded_method_is_called_rightly_and_every_slip_is_refused() {
    let count = for_each_method(1, |recorded| {
        let of_model = recorded.signature.model;
        let (right, wrong) = if of_model { (None, Some(json!([1]))) } else { (Some(json!([1])), None) };
        let code = if of_model { IssueCode::IdsRefused } else { IssueCode::IdsNeeded };
        let needed = recorded.needed();
        // Odoo takes `context` for the call's own: an argument of that name is positional only.
        if recorded.takes(ParameterKind::PositionalOnly) || needed.contains_key("context") {
            return;
        }
        // What has no `active` cannot be archived, which is another slip.
        let fields = &schemas(recorded.series).models[recorded.model].fields;
        if ARCHIVING.contains(&recorded.method) && !["active", "x_active"].iter().any(|name| fields.contains_key(*name)) {
            return;
        }
        recorded.check(right.clone(), json!([]), needed.clone(), &[]);
        recorded.check(wrong, json!([]), needed.clone(), &[code]);
        let missing = vec![IssueCode::MissingArgument; needed.len()];
        recorded.check(right.clone(), json!([]), Map::new(), &missing);
        if !recorded.takes(ParameterKind::VarKeyword) {
            let mut unknown = needed.clone();
            unknown.insert("x_nonsense".to_owned(), Value::Null);
            recorded.check(right.clone(), json!([]), unknown, &[IssueCode::UnknownArgument]);
        }
        if !recorded.takes(ParameterKind::VarPositional) && !recorded.takes(ParameterKind::KeywordOnly) {
            let places = vec![Value::Null; recorded.signature.parameters.len() + 1];
            let by_place: Vec<Value> = places.into_iter().skip(usize::from(recorded.takes(ParameterKind::VarKeyword))).collect();
            recorded.check(right, json!(by_place), Map::new(), &[IssueCode::TooManyArguments]);
        }
    });
    assert!(count > 6_000, "{count} methods");
}

#[test]
fn a_private_or_misspelt_name_is_refused_on_every_series() {
    for_each_method(40, |recorded| {
        let spelt = |method: String| {
            let input = Input::Method { model: recorded.model, method: &method, ids: None, args: None, kwargs: None };
            let outcome = validate(&input, recorded.series, schemas(recorded.series));
            outcome.issues.first().map(|issue| issue.code)
        };
        assert_eq!(spelt(format!("_{}", recorded.method)), Some(IssueCode::PrivateMethod));
        assert_eq!(spelt(format!("{}__", recorded.method)), Some(IssueCode::UnknownMethod), "{}.{}", recorded.model, recorded.method);
    });
}
