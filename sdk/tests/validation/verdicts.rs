//! Agreement with real Odoo on a sample of every category of call. To sample anew from whole verdict files:
//! `cargo xtask agreement FILE… --sample sdk/tests/validation/verdicts`.

use odoo_sdk::Series;
use odoo_sdk::validate::agreement::{Expected, Repairs, Report, Verdict};

use crate::support::{fixture, schemas};

/// The sample thins out the common categories, so a wrong line weighs more here than in the whole.
const MOST_WRONG_REJECTS: usize = 3;

fn verdicts(series: Series) -> Vec<Verdict> {
    fixture(&format!("verdicts/{series}.jsonl.gz")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn agrees_with_odoo() {
    for series in Series::ALL {
        let mut report = Report::default();
        for verdict in verdicts(series) {
            report.add(&verdict, series, schemas(series));
        }
        let reported: Vec<String> =
            report.wrong.iter().map(|(verdict, outcome)| format!("{} {}: {:?}", verdict.category, verdict.model, outcome.issues)).collect();
        let reported = reported.join("\n");
        assert_eq!(report.total(Expected::Accept).refused, 0, "{series}\n{reported}");
        let reject = report.total(Expected::Reject);
        assert!(reject.lines - reject.refused <= MOST_WRONG_REJECTS, "{series}\n{reported}");
        assert!(report.counts.len() > 100, "{series}: {} categories", report.counts.len());
    }
}

#[test]
fn fixes_apply_and_hints_lead_with_the_right_name() {
    for series in Series::ALL {
        let mut repairs = Repairs::default();
        for verdict in verdicts(series) {
            repairs.add(&verdict, series, schemas(series));
        }
        for (kind, repair) in &repairs.kinds {
            assert!(repair.fixed * 100 >= repair.calls * 99, "{series} {kind}: {repair:?}");
            assert!(repair.first * 100 >= repair.typos * 99, "{series} {kind}: {repair:?}");
        }
        assert!(repairs.kinds.len() >= 9, "{series}: {:?}", repairs.kinds.keys());
    }
}

/// The table of exceptions stays small.
#[test]
fn reviewed_table_stays_under_sixty_lines() {
    let starts = ["always(", "given(", "never(", "unless(", "("];
    let lines = include_str!("../../src/validate/reviewed.rs").lines();
    let entries = lines.filter(|line| starts.iter().any(|start| line.trim_start().starts_with(start))).count();
    assert!((20..60).contains(&entries), "{entries} entries");
}
