//! Progress of a pull with the time that is left: a bar on a terminal, a plain line every hundred steps elsewhere.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use odoo_sdk::pull::Progress;

/// Shows progress on standard error.
pub(super) struct Shown {
    terminal: bool,
    state: Mutex<State>,
}

struct State {
    phase: &'static str,
    began: Instant,
    total: usize,
    done: usize,
    bar: ProgressBar,
}

impl Shown {
    /// Nothing is shown before the first phase begins.
    pub(super) fn new() -> Self {
        let state = State { phase: "", began: Instant::now(), total: 0, done: 0, bar: ProgressBar::hidden() };
        Self { terminal: stderr().is_terminal(), state: Mutex::new(state) }
    }

    fn with_state(&self, change: impl FnOnce(&mut State)) {
        if let Ok(mut state) = self.state.lock() {
            change(&mut state);
        }
    }
}

impl Progress for Shown {
    fn begin(&self, phase: &'static str, total: usize) {
        self.with_state(|state| {
            state.bar.finish_and_clear();
            let bar = if self.terminal { bar(total) } else { ProgressBar::hidden() };
            *state = State { phase, began: Instant::now(), total, done: 0, bar };
        });
    }

    fn done(&self, what: &str) {
        self.with_state(|state| {
            state.done += 1;
            state.bar.inc(1);
            state.bar.set_message(format!("{}: {what}", state.phase));
            if state.done == state.total {
                state.bar.finish_and_clear();
            }
            if !self.terminal && (state.done.is_multiple_of(100) || state.done == state.total) {
                let _ = writeln!(stderr(), "{}", line(state, state.began.elapsed()));
            }
        });
    }
}

fn bar(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total.try_into().unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:40} {pos}/{len}, {eta} left, {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// `models: 100 of 649, about 50 s left`.
fn line(state: &State, elapsed: Duration) -> String {
    let counted = format!("{}: {} of {}", state.phase, state.done, state.total);
    let left = state.total.saturating_sub(state.done);
    let each = u32::try_from(state.done).ok().and_then(|done| elapsed.checked_div(done)).unwrap_or_default();
    let seconds = each.saturating_mul(u32::try_from(left).unwrap_or(u32::MAX)).as_secs_f64().ceil();
    if left == 0 { counted } else { format!("{counted}, about {seconds} s left") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_that_of_the_steps_so_far() {
        let state = |done| State { phase: "models", began: Instant::now(), total: 649, done, bar: ProgressBar::hidden() };
        assert_eq!(line(&state(100), Duration::from_secs(10)), "models: 100 of 649, about 55 s left");
        assert_eq!(line(&state(649), Duration::from_secs(10)), "models: 649 of 649");
    }
}
