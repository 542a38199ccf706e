//! The attack and the benign suite against the judgement alone, for every series: no attack gets a permit, no ordinary call is refused.

use std::collections::BTreeSet;

use odoo_sdk::schema::{Lookup, SchemaSource};
use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use super::{Caller, Denial, HiddenField, Mode, Policy, Profile, Rules, Ruling};
use crate::catalog::{Catalog, embedded_pack as pack};

#[path = "../../tests/policy/benign.rs"]
mod benign;
#[path = "../../tests/policy/cases.rs"]
pub(crate) mod cases;
#[path = "../../tests/policy/findings.rs"]
mod findings;
#[path = "../../tests/policy/kinds.rs"]
mod kinds;
#[path = "../../tests/policy/siblings.rs"]
mod siblings;

use cases::Case;

/// Everything of the series' snapshot is installed.
pub(crate) fn catalog(series: Series) -> Catalog {
    let pack = pack(series).unwrap();
    let modules: BTreeSet<String> = pack.model_names().flat_map(|name| pack.model(name).unwrap().unwrap().modules).collect();
    Catalog::new(series, Some(modules.into_iter().collect()))
}

/// The call that a tool makes.
fn call(case: &Case, catalog: &Catalog) -> Call {
    let arguments = &case.arguments;
    let given = |name: &str| arguments.get(name).cloned();
    let of = |name: &str| given(name).unwrap_or_default();
    let model = arguments["model"].as_str().unwrap();
    let ids = || of("record_ids").as_array().into_iter().flatten().filter_map(Value::as_i64).collect::<Vec<_>>();
    let named = |call: Call, names: &[&str]| {
        names.iter().fold(call, |call, name| match given(name) {
            Some(value) => call.named(*name, value),
            None => call,
        })
    };
    let values = || of("values").as_object().cloned().unwrap_or_default();
    let records = || of("records").as_array().into_iter().flatten().filter_map(|record| record.as_object().cloned()).collect::<Vec<_>>();
    let call = match case.tool {
        "search_read" => named(Call::new(model, "search_read").positional("domain", of("domain")).read(), &["fields", "order", "limit"]),
        "search_count" => Call::search_count(model, of("domain")),
        "get_record" => named(Call::new(model, "read").ids([1]).read(), &["fields"]),
        "name_search" => named(Call::name_search(model, of("name").as_str().unwrap_or_default()), &["domain"]),
        "read_group" => named(Call::new(model, "formatted_read_group").read(), &["domain", "groupby", "aggregates", "having", "order"]),
        "get_defaults" => Call::new(model, "default_get").positional("fields", of("fields")).read(),
        "get_onchange" => {
            let spec: Map<String, Value> = values().keys().map(|name| (name.clone(), Value::Object(Map::new()))).collect();
            Call::onchange(model, [], values(), [of("changed_field")], spec)
        }
        "create_record" => Call::create(model, [values()]),
        "bulk_create" => Call::create(model, records()),
        "update_record" => Call::write(model, ids(), values()),
        "delete_record" => Call::unlink(model, ids()),
        "set_translations" => Call::new(model, "update_field_translations")
            .ids([1])
            .positional("field_name", of("field"))
            .positional("translations", of("translations")),
        "execute_method" => {
            let mut call = Call::new(model, arguments["method"].as_str().unwrap()).ids(ids());
            let names = names(catalog, model, arguments["method"].as_str().unwrap());
            for (at, value) in of("args").as_array().into_iter().flatten().enumerate() {
                call = call.positional(names.get(at).cloned().unwrap_or_default(), value.clone());
            }
            of("kwargs").as_object().into_iter().flatten().fold(call, |call, (name, value)| call.named(name, value.clone()))
        }
        other => panic!("{other}"),
    };
    match given("context") {
        Some(Value::Object(context)) => call.context(context),
        _ => call,
    }
}

/// The names of a method's arguments, where they are known.
fn names(catalog: &Catalog, model: &str, method: &str) -> Vec<String> {
    let Lookup::Found(schema) = catalog.lookup(model) else { return Vec::new() };
    let signature = schema.methods.get(method).or_else(|| catalog.common_methods()?.get(method));
    signature.into_iter().flat_map(|signature| &signature.parameters).map(|parameter| parameter.name.clone()).collect()
}

/// Every call of both suites.
pub(crate) fn suite() -> Vec<Case> {
    cases::attacks().into_iter().chain(benign::benign()).collect()
}

pub(crate) fn judge(policy: &Policy, case: &Case, catalog: &Catalog) -> Result<Ruling, Denial> {
    let groups = |_: &str| Some(true);
    policy.permit(
        call(case, catalog),
        &Caller {
            tool: case.tool,
            scope: None,
            mode: Mode::default(),
            dialog: None,
            files: None,
            uid: Some(2),
            groups: &groups,
            answers: &|_| Some(false),
        },
        catalog.series(),
        catalog,
    )
}

#[test]
fn no_attack_gets_a_permit_in_any_series() {
    let policy = Policy::default();
    let attacks = cases::attacks();
    assert!(attacks.len() >= 300, "{}", attacks.len());
    let mut by_rule = vec![false; attacks.len()];
    for series in Series::ALL {
        let catalog = catalog(series);
        for (case, by_rule) in attacks.iter().zip(&mut by_rule) {
            match judge(&policy, case, &catalog) {
                Ok(Ruling::Permitted(call)) => panic!("{series}: permitted: {case:?}: {:?}", call.get()),
                Ok(Ruling::Needs(_, needs)) => assert!(!needs.models.is_empty(), "{series}: {case:?}"),
                Err(denial) => {
                    *by_rule |= denial.reasons.iter().any(|reason| !matches!(reason.issue.code.name(), "unknown_field" | "unknown_model"))
                }
            }
        }
    }
    let only_unknown: Vec<&Case> = attacks.iter().zip(&by_rule).filter(|(_, by_rule)| !**by_rule).map(|(case, _)| case).collect();
    // What no series has is stopped too, but shows little: the table must not be made of it.
    assert!(only_unknown.is_empty(), "{only_unknown:?}");
}

#[test]
fn no_ordinary_call_is_refused_in_any_series() {
    let policy = Policy::default();
    let benign = benign::benign();
    assert!(benign.len() >= 200, "{}", benign.len());
    let mut permitted = vec![false; benign.len()];
    let mut wrong = Vec::new();
    for series in Series::ALL {
        let catalog = catalog(series);
        for (case, permitted) in benign.iter().zip(&mut permitted) {
            match judge(&policy, case, &catalog) {
                Ok(Ruling::Permitted(_)) => *permitted = true,
                Ok(Ruling::Needs(_, needs)) => wrong.push(format!("{series}: {case:?}: {needs:?}")),
                // A field that came or went between the series is validation's to report.
                Err(denial) if denial.reasons.iter().all(|reason| reason.issue.code.name() == "unknown_field") => {}
                Err(denial) => wrong.push(format!("{series}: {case:?}: {denial:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let never: Vec<_> = benign.iter().zip(&permitted).filter(|(_, permitted)| !**permitted).collect();
    assert!(never.is_empty(), "no series has the fields of {never:?}");
}

/// What a file hides is hidden under the name that another model has for it, and is not found by name either.
#[test]
fn a_field_that_a_file_hides_is_hidden_by_every_name() {
    let hidden = |model: &str, field: &str| {
        let rule = HiddenField { models: model.parse().unwrap(), required_group: None, origin: "test".to_owned() };
        (field.to_owned(), vec![rule])
    };
    let fields = [hidden("hr.employee", "ssnid"), hidden("res.partner", "email"), hidden("res.partner.bank", "acc_number")];
    let policy = Policy::new(Rules { hidden: fields.into_iter().collect(), ..Rules::default() });
    let check = |series: Series, tool, arguments: Value, refused: bool| {
        let case = Case { tool, arguments };
        let reported = match judge(&policy, &case, &catalog(series)) {
            Err(denial) => denial.reasons.iter().any(|reason| reason.issue.code.name() == "field_hidden"),
            Ok(ruling) => !matches!(ruling, Ruling::Permitted(_)),
        };
        assert_eq!(reported, refused, "{series}: {case:?}");
    };
    check(Series::V19, "search_read", json!({"model": "hr.version", "fields": ["ssnid"]}), true);
    check(Series::V19, "search_read", json!({"model": "hr.version", "fields": ["marital"]}), false);
    for series in Series::ALL {
        check(series, "search_read", json!({"model": "hr.employee", "fields": ["ssnid"]}), true);
        check(series, "name_search", json!({"model": "res.partner", "name": "bob@"}), true);
        check(series, "name_search", json!({"model": "res.partner", "name": ""}), false);
        check(series, "search_read", json!({"model": "sale.order", "fields": ["id"], "domain": [["partner_id", "ilike", "bob@"]]}), true);
        check(series, "search_read", json!({"model": "sale.order", "fields": ["id"], "domain": [["partner_id", "=", 7]]}), false);
        check(series, "search_read", json!({"model": "res.partner", "fields": ["display_name"]}), false);
        check(series, "search_read", json!({"model": "res.partner.bank", "fields": ["display_name"]}), true);
        check(series, "search_read", json!({"model": "res.partner", "fields": ["id"], "domain": [["display_name", "ilike", "@"]]}), true);
    }
}

/// Commands in the values of a write make and delete records: they count, and deleting needs the right to delete.
#[test]
fn commands_count_and_delete_by_the_right_to_delete() {
    let many: Vec<Value> = (0..30).map(|at| json!([0, 0, {"name": format!("c{at}")}])).collect();
    let update = |model: &'static str, values: Value| Case {
        tool: "update_record",
        arguments: json!({"model": model, "record_ids": [1], "values": values}),
    };
    let scope: super::Scope = "sale.order:RW,sale.order.line:RW,res.partner:RWD".parse().unwrap();
    let policy = Policy::new(Rules { scope: Some(scope), ..Rules::default() });
    for series in Series::ALL {
        let catalog = catalog(series);
        match judge(&policy, &update("res.partner", json!({"child_ids": many, "category_id": [[5]]})), &catalog) {
            Ok(Ruling::Permitted(permitted)) => assert_eq!(permitted.beside(), super::Beside { made: 30, deleted: 0 }),
            other => panic!("{series}: {other:?}"),
        }
        match judge(&policy, &update("res.partner", json!({"child_ids": [[2, 7], [3, 8], [1, 9, {"name": "x"}]]})), &catalog) {
            Ok(Ruling::Permitted(permitted)) => assert_eq!(permitted.beside(), super::Beside { made: 0, deleted: 2 }),
            other => panic!("{series}: {other:?}"),
        }
        for command in [json!([2, 7]), json!([3, 7]), json!([5]), json!([6, 0, [7]])] {
            let denied = judge(&policy, &update("sale.order", json!({"order_line": [command]})), &catalog);
            assert!(
                matches!(&denied, Err(denial) if denial.reasons.iter().any(|reason| reason.step == super::Step::Scope)),
                "{series}: {command}"
            );
        }
    }
}

/// An operator opens what facts close, by naming it; `locked` leaves nothing but what is named.
#[test]
fn operator_permits_by_naming_and_locked_permits_nothing_else() {
    let named = |profile| {
        let methods = BTreeSet::from(["action_set_lost".to_owned()]);
        Rules {
            profile,
            listed: vec![
                ("website".parse().unwrap(), super::Tier::Open, "test".to_owned()),
                ("crm.lead".parse().unwrap(), super::Tier::Open, "test".to_owned()),
            ],
            admin_methods: std::collections::HashMap::from([(
                "sale.order".to_owned(),
                (BTreeSet::from(["get_portal_last_transaction".to_owned()]), "test".to_owned()),
            )]),
            allowed_methods: std::collections::HashMap::from([("crm.lead".to_owned(), (methods, "test".to_owned()))]),
            ..Rules::default()
        }
    };
    let write =
        Case { tool: "update_record", arguments: json!({"model": "website", "record_ids": [1], "values": {"cdn_activated": true}}) };
    let raw =
        Case { tool: "update_record", arguments: json!({"model": "website", "record_ids": [1], "values": {"custom_code_head": "x"}}) };
    let lose = |kwargs: Value| Case {
        tool: "execute_method",
        arguments: json!({"model": "crm.lead", "method": "action_set_lost", "record_ids": [1], "kwargs": kwargs}),
    };
    let read = Case { tool: "search_count", arguments: json!({"model": "res.partner"}) };
    let user = json!({"partner_id": 3, "calendar_event_ids": [[0, 0, {"partner_ids": [[0, 0, {"user_ids": [[0, 0, {"login": "x"}]]}]]}]]});
    for series in Series::ALL {
        let catalog = catalog(series);
        let passes = |profile, case: &Case| matches!(judge(&Policy::new(named(profile)), case, &catalog), Ok(Ruling::Permitted(_)));
        for profile in [Profile::Business, Profile::Locked] {
            assert!(passes(profile, &write) && !passes(profile, &raw), "{series}");
            assert!(passes(profile, &lose(json!({"lost_reason_id": 1}))) && !passes(profile, &lose(user.clone())), "{series}");
        }
        let admin_method = Case {
            tool: "execute_method",
            arguments: json!({"model": "sale.order", "method": "get_portal_last_transaction", "record_ids": [1]}),
        };
        assert!(passes(Profile::Business, &admin_method), "{series}");
        let nobody = |_: &str| Some(false);
        let caller = Caller {
            tool: "execute_method",
            scope: None,
            mode: Mode::default(),
            dialog: None,
            files: None,
            uid: Some(6),
            groups: &nobody,
            answers: &|_| Some(false),
        };
        let denied = Policy::new(named(Profile::Business)).permit(call(&admin_method, &catalog), &caller, series, &catalog);
        assert!(denied.is_err_and(|denial| denial.reasons.iter().all(|reason| reason.issue.code.name() == "admin_only")), "{series}");
        assert!(passes(Profile::Business, &read) && !passes(Profile::Locked, &read), "{series}");
    }
}

/// What stands behind a record that is about any model is bounded by what that may be: on the way of a path, inside `any`, and for the
/// records that are searched themselves.
#[test]
fn a_path_through_a_message_is_bounded_by_what_it_is_about() {
    let sent = |series: Series, model: &str, domain: &Value| {
        let case = Case { tool: "search_count", arguments: json!({"model": model, "domain": domain}) };
        match judge(&Policy::default(), &case, &catalog(series)) {
            Ok(Ruling::Permitted(call)) => call.get().positional[0].1.clone(),
            other => panic!("{series}: {other:?}"),
        }
    };
    let is_bound = |leaf: &Value, name: &str| {
        let names_users = leaf[2].as_array().is_some_and(|models| models.contains(&json!("res.users")));
        leaf[0] == name && names_users == (leaf[1] == "not in") && leaf[1] != Value::Null
    };
    for series in Series::ALL {
        for domain in [
            json!([["mail_message_id.body", "ilike", "hello"]]),
            json!([["mail_message_id", "any", [["body", "ilike", "hello"]]]]),
            json!([["mail_message_id.author_id.name", "ilike", "hello"]]),
        ] {
            let sent = sent(series, "mail.notification", &domain);
            let inner = &sent[0][2];
            assert_eq!((&sent[0][0], &sent[0][1], &inner[0]), (&json!("mail_message_id"), &json!("any"), &json!("&")), "{series}: {sent}");
            assert!(is_bound(&inner[1], "model") && inner.as_array().unwrap().len() == 3, "{series}: {sent}");
        }
        for (model, field) in [("mail.message", "model"), ("mail.activity", "res_model"), ("mail.followers", "res_model")] {
            assert!(is_bound(&sent(series, model, &json!([]))[0], field), "{series}: {model}");
        }
        let answered = sent(series, "mail.message", &json!([["child_ids.body", "ilike", "hello"]]));
        assert!(is_bound(&answered[1], "model") && is_bound(&answered[2][2][1], "model"), "{series}: {answered}");
        for (model, domain) in [
            ("mail.notification", json!([["mail_message_id", "=", 7], ["is_read", "=", true]])),
            ("res.partner", json!([["message_ids.body", "ilike", "hello"], ["activity_ids.summary", "ilike", "call"]])),
        ] {
            assert_eq!(sent(series, model, &domain), domain, "{series}");
        }
    }
}

/// A template is linked where it is about the records that the link is for: that is asked of the template, and nothing else is.
#[test]
fn a_template_is_linked_for_the_records_that_it_is_about() {
    let case = |model: &str, field: &str| Case {
        tool: "update_record",
        arguments: json!({"model": model, "record_ids": [1], "values": {field: 7}}),
    };
    let groups = |_: &str| Some(true);
    let judged = |series: Series, case: &Case, answer: Option<bool>| {
        let answers = |_: &super::Question| answer;
        let catalog = catalog(series);
        let caller = Caller {
            tool: case.tool,
            scope: None,
            mode: Mode::default(),
            dialog: None,
            files: None,
            uid: Some(2),
            groups: &groups,
            answers: &answers,
        };
        Policy::default().permit(call(case, &catalog), &caller, series, &catalog)
    };
    let rows = [
        ("project.task.type", "mail_template_id", "project.task"),
        ("project.project.stage", "mail_template_id", "project.project"),
        ("sale.order.template", "mail_template_id", "sale.order"),
        ("survey.survey", "certification_mail_template_id", "survey.user_input"),
    ];
    for series in Series::ALL {
        let catalog = catalog(series);
        let links = |name: &str, to: &str| match catalog.lookup(name) {
            Lookup::Found(schema) => schema.fields.values().any(|field| field.relation.as_deref() == Some(to)),
            Lookup::Unloaded | Lookup::Absent => false,
        };
        // Fields that are switched off are not in every snapshot.
        for (model, field, about) in rows.into_iter().filter(|(model, _, about)| links(about, model)) {
            let case = case(model, field);
            assert!(matches!(judged(series, &case, Some(false)), Ok(Ruling::Permitted(_))), "{series}: {model}");
            assert!(judged(series, &case, Some(true)).is_err(), "{series}: {model}");
            let Ok(Ruling::Needs(_, needs)) = judged(series, &case, None) else { panic!("{series}: {model}: nothing is asked") };
            let [question] = needs.questions.as_slice() else { panic!("{series}: {model}: {needs:?}") };
            let models = question.domain()[1][2].clone();
            let names: Vec<&str> = models.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert!(question.model == "mail.template" && names.contains(&about), "{series}: {model}: {names:?}");
            assert!(names.len() < 20 && !names.contains(&"res.users"), "{series}: {model}: {names:?}");
        }
        // So it is in the values of a record that another record makes, and in a dialog for the records that it was opened for.
        let stage = json!({"name": "New", "mail_template_id": 7});
        let nested = Case {
            tool: "create_record",
            arguments: json!({"model": "project.project", "values": {"name": "P", "type_ids": [[0, 0, stage]]}}),
        };
        assert!(matches!(judged(series, &nested, Some(false)), Ok(Ruling::Permitted(_))), "{series}");
        assert!(judged(series, &nested, Some(true)).is_err(), "{series}");
        let compose = case("mail.compose.message", "template_id");
        let opened = |answer| {
            let answers = move |_: &super::Question| answer;
            let dialog = Some(super::Dialog { model: "mail.compose.message", about: "sale.order" });
            let caller = Caller {
                // The gateway's own call, when the dialog is answered.
                tool: "",
                scope: None,
                mode: Mode::default(),
                dialog,
                files: None,
                uid: Some(2),
                groups: &groups,
                answers: &answers,
            };
            Policy::default().permit(call(&compose, &catalog), &caller, series, &catalog)
        };
        assert!(matches!(opened(Some(false)), Ok(Ruling::Permitted(_))), "{series}: {:?}", opened(Some(false)));
        assert!(opened(Some(true)).is_err(), "{series}");
        let Ok(Ruling::Needs(_, needs)) = opened(None) else { panic!("{series}: nothing is asked") };
        assert_eq!(needs.questions[0].domain(), json!([["id", "in", [7]], ["model", "not in", ["sale.order"]]]));
        for (model, field) in [("mail.template", "model_id"), ("mail.compose.message", "template_id")] {
            assert!(judged(series, &case(model, field), Some(false)).is_err(), "{series}: {model}");
        }
    }
}

/// What modules add to every model, beside what every model of a bare Odoo has, is refused unless it was reviewed.
#[test]
fn methods_that_modules_give_to_every_model_are_refused() {
    let mut seen = BTreeSet::new();
    for series in Series::ALL {
        let (pack, catalog) = (pack(series).unwrap(), catalog(series));
        let models: Vec<_> = pack.model_names().filter_map(|name| pack.model(name).unwrap()).collect();
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for name in models.iter().flat_map(|model| model.methods.keys()) {
            *counts.entry(name).or_default() += 1;
        }
        let common = pack.common_methods().unwrap();
        let of_all = counts.iter().filter(|(_, count)| **count * 10 >= models.len() * 9).map(|(name, _)| *name);
        let names: BTreeSet<&str> = of_all.chain(common.keys().map(String::as_str)).collect();
        assert!(names.contains("hierarchy_read") && names.len() > 45, "{series}: {names:?}");
        for (name, model) in names.iter().flat_map(|name| ["crm.lead", "res.partner", "sale.order"].map(|model| (*name, model))) {
            let case = Case { tool: "execute_method", arguments: json!({"model": model, "method": name, "record_ids": [1]}) };
            // Archiving is a write of `active`, where a model has that.
            let is_known = odoo_sdk::validate::ARCHIVING.contains(&name) || super::built_in::reviewed_method(model, name).is_some();
            assert!(is_known || judge(&Policy::default(), &case, &catalog).is_err(), "{series}: {model}.{name}");
            seen.insert(name.to_owned());
        }
    }
    for name in ["get_import_templates", "update_field_translations_sha", "web_update_field_translations", "mail_get_partner_fields"] {
        assert!(seen.contains(name), "{name}");
    }
}
