//! A translated field of one record, as Odoo answers on every series.

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};

/// What a field says in each language.
pub(super) struct Translations {
    /// Whether its terms are translated one by one.
    pub(super) by_term: bool,
    /// The terms in the order of the text, each with its translations; one without a source where the whole text is translated.
    pub(super) terms: Vec<(String, Map<String, Value>)>,
}

/// Reads the translations of a field. The field is checked as one that is read, and must be translated.
pub(super) async fn read(context: &ToolContext, model: &str, record_id: u32, field: &str) -> Result<Translations, Failure> {
    let fields = json!({"fields": [field]});
    context.odoo.check(Operation::Search, model, &mut fields.clone()).await.map_err(|failure| failure.moved("fields[0]", "field"))?;
    let schema = context.odoo.model(model).await?;
    if !schema.fields.get(field).is_some_and(|field| field.translate) {
        let translated = schema.fields.iter().filter(|(_, field)| field.translate && field.store).map(|(name, _)| format!("`{name}`"));
        let translated: Vec<String> = translated.take(10).collect();
        let problem = Problem::new(ErrorCode::WrongValue, "field", format!("`{field}` of `{model}` is not translated"));
        return Err(Failure::invalid(vec![match translated.as_slice() {
            [] => problem,
            names => problem.hint(format!("translated are {}", names.join(", "))),
        }]));
    }
    let call = Call::new(model, "get_field_translations").ids([i64::from(record_id)]).positional("field_name", field).read();
    Ok(of_answer(&context.odoo.send(call).await?))
}

/// `[[{"lang", "source", "value"}, …], {"translation_type", "translation_show_source"}]`.
fn of_answer(answer: &Value) -> Translations {
    let by_term = answer.pointer("/1/translation_show_source") == Some(&Value::Bool(true));
    let mut terms: Vec<(String, Map<String, Value>)> = Vec::new();
    for row in answer.get(0).and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let source = if by_term { text("source") } else { String::new() };
        let at = terms.iter().position(|(known, _)| *known == source).unwrap_or_else(|| {
            terms.push((source, Map::new()));
            terms.len() - 1
        });
        if let Some((_, languages)) = terms.get_mut(at) {
            languages.insert(text("lang"), row.get("value").filter(|value| value.is_string()).cloned().unwrap_or_default());
        }
    }
    Translations { by_term, terms }
}

impl Translations {
    /// As an answer shows them: of terms, only what is translated.
    pub(super) fn to_json(&self) -> Value {
        match (self.by_term, self.terms.first()) {
            (false, only) => json!({"translations": only.map(|(_, languages)| languages)}),
            (true, _) => {
                let shown = |languages: &Map<String, Value>| -> Map<String, Value> {
                    let is_translated = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
                    languages.iter().filter(|(_, value)| is_translated(value)).map(|(name, value)| (name.clone(), value.clone())).collect()
                };
                let terms = self.terms.iter().map(|(source, languages)| json!({"source": source, "translations": shown(languages)}));
                json!({"terms": terms.collect::<Vec<_>>()})
            }
        }
    }

    /// Refuses what does not fit: a text where terms are translated or the other way round, and terms that the field does not have.
    pub(super) fn check(&self, given: &Map<String, Value>) -> Result<(), Failure> {
        let problems: Vec<Problem> = given.iter().flat_map(|(language, value)| self.problems(language, value)).collect();
        if problems.is_empty() { Ok(()) } else { Err(Failure::invalid(problems)) }
    }

    fn problems(&self, language: &str, value: &Value) -> Vec<Problem> {
        let place = format!("translations.{language}");
        match (self.by_term, value) {
            (false, Value::String(_)) => Vec::new(),
            (true, Value::Object(terms)) => terms.iter().filter_map(|(term, value)| self.term_problem(&place, term, value)).collect(),
            (false, _) => vec![Problem::new(IssueCode::WrongType, place, "this field has one text for each language, expected a text")],
            (true, _) => {
                let message = "this field is translated term by term, expected an object of terms with their translations";
                vec![Problem::new(IssueCode::WrongType, place, message).hint(self.sources())]
            }
        }
    }

    fn term_problem(&self, place: &str, term: &str, value: &Value) -> Option<Problem> {
        let place = format!("{place}.{term}");
        if !self.terms.iter().any(|(source, _)| source == term) {
            return Some(Problem::new(ErrorCode::WrongValue, place, "the text has no such term").hint(self.sources()));
        }
        (!value.is_string()).then(|| Problem::new(IssueCode::WrongType, place, "the translation of a term is a text"))
    }

    fn sources(&self) -> String {
        let sources: Vec<String> = self.terms.iter().take(10).map(|(source, _)| json!(source).to_string()).collect();
        format!("its terms are {}", sources.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(lang: &str, source: &str, value: Value) -> Value {
        json!({"lang": lang, "source": source, "value": value})
    }

    #[test]
    fn a_text_a_language_or_terms_with_what_is_translated() {
        let whole = json!([[row("en_US", "Oak", json!("Oak")), row("fr_FR", "Oak", json!("Chêne"))], {"translation_show_source": false}]);
        assert_eq!(of_answer(&whole).to_json(), json!({"translations": {"en_US": "Oak", "fr_FR": "Chêne"}}));
        let terms = json!([
            [row("en_US", "Oak", json!("")), row("fr_FR", "Oak", json!("Chêne")), row("fr_FR", "Two", json!(""))],
            {"translation_show_source": true}
        ]);
        let shown = json!({"terms": [{"source": "Oak", "translations": {"fr_FR": "Chêne"}}, {"source": "Two", "translations": {}}]});
        assert_eq!(of_answer(&terms).to_json(), shown);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_terms() {
        let terms = of_answer(&json!([[row("en_US", "Oak", json!(""))], {"translation_show_source": true}]));
        let check = |given: Value| terms.check(given.as_object().unwrap()).map_err(|failure| failure.to_json()["path"].clone());
        assert_eq!(check(json!({"fr_FR": {"Oak": "Chêne"}})), Ok(()));
        assert_eq!(check(json!({"fr_FR": {"Ash": "Frêne"}})), Err(json!("translations.fr_FR.Ash")));
        assert_eq!(check(json!({"fr_FR": "Chêne"})), Err(json!("translations.fr_FR")));
    }
}
