//! Counts of calls, for whoever watches the server: by tool, outcome and series. Never who called, and never a model.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use odoo_sdk::Series;

use crate::tools::{Failure, ToolOutput};

/// Upper bounds of the durations that are counted apart, in milliseconds.
const BOUNDS: [u64; 12] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];

const NAME: &str = "odoo_gateway_call_duration_seconds";

/// The counts since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    calls: Mutex<BTreeMap<Labels, Durations>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Labels {
    tool: Arc<str>,
    outcome: &'static str,
    /// Empty where the call came to no Odoo.
    series: &'static str,
}

#[derive(Debug, Default)]
struct Durations {
    /// By the first bound that is not exceeded; the last one is for those that exceed all.
    counts: [u64; BOUNDS.len() + 1],
    sum: Duration,
}

impl Metrics {
    /// Counts a call.
    pub(super) fn count(&self, tool: &Arc<str>, result: &Result<ToolOutput, Failure>, series: Option<Series>, duration: Duration) {
        let outcome = match result {
            Ok(_) => "ok",
            Err(failure) => failure.code().name(),
        };
        let labels = Labels { tool: Arc::clone(tool), outcome, series: series.map_or("", Series::name) };
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.entry(labels).or_default().add(duration);
    }

    /// The counts in the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let mut text = format!(
            "# HELP odoo_gateway_info The program.\n# TYPE odoo_gateway_info gauge\nodoo_gateway_info{{version=\"{version}\"}} 1\n\
             # HELP {NAME} Calls of tools, and how long they took.\n# TYPE {NAME} histogram\n"
        );
        for (labels, durations) in self.calls.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            durations.write(&mut text, labels);
        }
        text
    }
}

impl Durations {
    fn add(&mut self, duration: Duration) {
        let is_within = |bound: &u64| duration <= Duration::from_millis(*bound);
        let place = BOUNDS.iter().position(is_within).unwrap_or(BOUNDS.len());
        self.counts.iter_mut().skip(place).take(1).for_each(|count| *count += 1);
        self.sum += duration;
    }

    fn write(&self, text: &mut String, Labels { tool, outcome, series }: &Labels) {
        let labels = format!("tool=\"{tool}\",outcome=\"{outcome}\",series=\"{series}\"");
        let bounds = BOUNDS.iter().map(|bound| Duration::from_millis(*bound).as_secs_f64().to_string()).chain(["+Inf".to_owned()]);
        let mut count = 0;
        // INVARIANT: writing to a String does not fail.
        for (bound, more) in bounds.zip(self.counts) {
            count += more;
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {count}");
        }
        let _ = writeln!(text, "{NAME}_sum{{{labels}}} {}\n{NAME}_count{{{labels}}} {count}", self.sum.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_code::ErrorCode;
    use crate::tools::Origin;

    #[test]
    fn calls_are_counted_by_tool_outcome_and_series_in_cumulative_buckets() {
        let metrics = Metrics::default();
        let (tool, failure) = ("search_read".into(), || Err(Failure::new(ErrorCode::AccessDenied, Origin::Odoo, "no")));
        for milliseconds in [5, 6, 40_000] {
            metrics.count(&tool, &failure(), Some(Series::V19), Duration::from_millis(milliseconds));
        }
        metrics.count(&tool, &failure(), None, Duration::ZERO);
        let text = metrics.text();
        let labels = "tool=\"search_read\",outcome=\"access_denied\",series=\"19.0\"";
        for line in [
            format!("{NAME}_bucket{{{labels},le=\"0.005\"}} 1"),
            format!("{NAME}_bucket{{{labels},le=\"0.01\"}} 2"),
            format!("{NAME}_bucket{{{labels},le=\"30\"}} 2"),
            format!("{NAME}_bucket{{{labels},le=\"+Inf\"}} 3"),
            format!("{NAME}_sum{{{labels}}} 40.011"),
            format!("{NAME}_count{{{labels}}} 3"),
            format!("{NAME}_count{{tool=\"search_read\",outcome=\"access_denied\",series=\"\"}} 1"),
        ] {
            assert!(text.lines().any(|known| known == line), "{line}: {text}");
        }
        assert!(text.ends_with('\n') && text.lines().all(|line| line.starts_with("# ") || line.split(' ').count() == 2), "{text}");
    }
}
