//! What is explained is what is decided.

use clap::Parser;

use super::*;
use crate::config::Environment;
use crate::policy::attack_tests::{self, cases::Case};

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    explain: ExplainArguments,
}

async fn explained(line: &str) -> String {
    let words = std::iter::once("explain").chain(line.split_whitespace());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let values = [("ODOO_URL", "https://acme.example.com"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", "k")];
    let configuration = Configuration::of(Some(&folder), &values.into_iter().collect::<Environment>()).unwrap();
    text(&configuration, &Line::parse_from(words).explain).await.unwrap()
}

/// The question about a case of the suites; `None` where no operation is that of its tool.
fn asked(case: &Case) -> Option<ExplainArguments> {
    let op = match case.tool {
        "get_record" => "read",
        "search_count" => "search",
        "create_record" => "create",
        "update_record" => "write",
        "delete_record" => "delete",
        "execute_method" => "call",
        _ => return None,
    };
    let given = case.arguments.to_string();
    let mut words = vec!["explain", "--offline", "--op", op, "--model", case.arguments["model"].as_str()?, "--arguments", &given];
    words.extend(case.arguments["method"].as_str().into_iter().flat_map(|method| ["--method", method]));
    Some(Line::parse_from(words).explain)
}

/// What is explained of a call is what is decided when it is made, with the same words, for attacks and for ordinary calls.
#[test]
fn what_is_explained_is_what_is_decided_in_every_series() {
    let configuration = Configuration::of(None, &Environment::default()).unwrap();
    let policy = Policy::new(configuration.rules.clone());
    let verdict = |ruling: Result<Ruling, Denial>| match ruling {
        Ok(Ruling::Permitted(_)) => "permitted".to_owned(),
        Ok(Ruling::Needs(_, needs)) => format!("{:?}", needs.models),
        Err(denial) => denial.reasons.iter().map(|reason| format!("{} {}", reason.rule, reason.issue.message)).collect(),
    };
    for series in Series::ALL {
        let catalog = attack_tests::catalog(series);
        let (mut permitted, mut refused) = (0, 0);
        for case in attack_tests::suite() {
            let Some(arguments) = asked(&case) else { continue };
            let asker = Asker { uid: Some(2), groups: &|_| Some(true), answers: &|_| Some(false) };
            let explained = verdict(judge(&configuration, &arguments, asker, &catalog));
            assert_eq!(explained, verdict(attack_tests::judge(&policy, &case, &catalog)), "{series}: {case:?}");
            *(if explained == "permitted" { &mut permitted } else { &mut refused }) += 1;
        }
        assert!(permitted >= 80 && refused >= 200, "{series}: {permitted} and {refused}");
    }
}

/// The records that a call would be asked about are named, and what its fields hold.
#[test]
fn questions_and_contents_are_named() {
    let configuration = Configuration::of(None, &Environment::default()).unwrap();
    let explained = |line: &str, given: &str| {
        let words = std::iter::once("explain").chain(line.split_whitespace()).chain(["--arguments", given]);
        assumed(&configuration, &Line::parse_from(words).explain, None).unwrap()
    };
    let stage = explained("--offline --model project.task.type --op write", r#"{"record_ids": [3], "values": {"mail_template_id": 7}}"#);
    assert!(stage.contains(": allowed") && stage.contains(r#"mail.template: one with [["id","in",[7]],["model","not in","#), "{stage}");
    assert!(stage.contains("[question: not asked, taken for no]"), "{stage}");
    let email = explained("--offline --model res.partner --op write", r#"{"record_ids": [7], "values": {"email": "x@x.example"}}"#);
    assert!(email.contains(r#"res.partner: one with [["id","in",[7]]"#), "{email}");
    let code = explained("--offline --model gamification.goal.definition --op write", r#"{"values": {"domain": "[]"}}"#);
    assert!(code.contains(": refused") && code.contains("domain: ") && code.contains("[fact: what the field holds]"), "{code}");
}

#[tokio::test]
async fn every_rule_is_reported_with_its_place_and_what_is_assumed() {
    let mut reported = Vec::new();
    for line in [
        "--user demo --model sale.order --op write",
        "--user demo --model res.users --op read",
        "--model res.partner.bank --op read --offline",
        "--model hr.employee --op read --offline",
        "--model hr.employee --op read --admin",
        "--model res.partner --op search --field comment --offline",
        "--model product.template --op read --field standard_price --group account.group_account_invoice",
        "--model sale.order --op call --method action_draft --offline",
        "--model sale.order --op delete --offline",
        "--model sale.order --op write --mode readonly --offline",
        "--model crm.lead --op write --scope sale.*:RW --offline",
    ] {
        reported.push(format!("$ {line}\n{}", explained(line).await));
    }
    insta::assert_snapshot!(reported.join("\n\n"));
}
