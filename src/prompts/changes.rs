//! What the change tables say of a model, or of all, on the way from one series to another.

use odoo_sdk::Series;
use odoo_sdk::adapter::{Changes, ModelChanges, Step};

use super::facts::listed;

/// The changes of a model, one step a line. `model` is its name in `from`.
pub(super) fn of_model(changes: &Changes, model: &str, from: Series, to: Series) -> String {
    let mut name = model.to_owned();
    let mut lines = Vec::new();
    for step in steps(changes, from, to) {
        let (reported, next) = of_step(step, &name, from < to);
        lines.push(format!("- {}: {reported}", way(step, from < to)));
        name = next;
    }
    if lines.is_empty() { "- both are the same series".to_owned() } else { lines.join("\n") }
}

/// The models that are removed, new or renamed, one step a line.
pub(super) fn of_models(changes: &Changes, from: Series, to: Series) -> String {
    let line = |step: &Step| {
        let (removed, added) = if from < to { (step.removed, step.added) } else { (step.added, step.removed) };
        format!(
            "- {}: renamed {}; removed {}; added {}",
            way(step, from < to),
            pairs(step.renamed, from < to),
            listed(removed.iter().copied()),
            listed(added.iter().copied())
        )
    };
    let lines: Vec<String> = steps(changes, from, to).into_iter().map(line).collect();
    if lines.is_empty() { "- both are the same series".to_owned() } else { lines.join("\n") }
}

/// The steps on the way, in its order.
fn steps(changes: &Changes, from: Series, to: Series) -> Vec<&'static Step> {
    let (older, newer) = (from.min(to), from.max(to));
    let mut steps: Vec<&Step> = changes.steps.iter().filter(|step| step.from >= older && step.to <= newer).collect();
    if from > to {
        steps.reverse();
    }
    steps
}

fn way(step: &Step, forth: bool) -> String {
    if forth { format!("{} to {}", step.from, step.to) } else { format!("{} to {}", step.to, step.from) }
}

/// What a step does to a model, and the name it has after it.
fn of_step(step: &Step, model: &str, forth: bool) -> (String, String) {
    let renamed = step.renamed.iter().find(|(old, new)| model == if forth { *old } else { *new });
    let (old, new) = renamed.map_or((model, model), |(old, new)| (*old, *new));
    let next = if forth { new } else { old };
    if (if forth { step.removed } else { step.added }).contains(&model) {
        return (format!("`{model}` is removed"), next.to_owned());
    }
    let mut reported: Vec<String> = renamed.map(|_| format!("`{model}` is now `{next}`")).into_iter().collect();
    if let Some(changes) = step.models.iter().find(|changes| changes.model == old) {
        reported.extend(of_fields(changes, forth));
    }
    let reported = if reported.is_empty() { "no change that the tables know".to_owned() } else { reported.join("; ") };
    (reported, next.to_owned())
}

fn of_fields(changes: &ModelChanges, forth: bool) -> Vec<String> {
    let (removed, added) = if forth { (changes.removed, changes.added) } else { (changes.added, changes.removed) };
    let retyped: Vec<&str> = changes.retyped.iter().map(|(field, ..)| *field).collect();
    let values: Vec<&str> = changes.values.iter().map(|values| values.field).collect();
    let parts = [
        ("renamed", !changes.renamed.is_empty(), pairs(changes.renamed, forth)),
        ("removed", !removed.is_empty(), listed(removed.iter().copied())),
        ("added", !added.is_empty(), listed(added.iter().copied())),
        ("of another type", !retyped.is_empty(), listed(retyped.into_iter())),
        ("with other values", !values.is_empty(), listed(values.into_iter())),
        ("methods renamed", !changes.methods_renamed.is_empty(), pairs(changes.methods_renamed, forth)),
    ];
    parts.into_iter().filter(|(_, is_there, _)| *is_there).map(|(what, _, names)| format!("{what} {names}")).collect()
}

fn pairs(renamed: &[(&str, &str)], forth: bool) -> String {
    let names: Vec<String> =
        renamed.iter().map(|(old, new)| if forth { format!("`{old}` → `{new}`") } else { format!("`{new}` → `{old}`") }).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    static USERS: ModelChanges =
        ModelChanges { renamed: &[("groups_id", "group_ids")], removed: &["x"], ..ModelChanges::none("res.users") };
    static CHANGES: Changes = Changes {
        steps: &[
            Step { renamed: &[("a.old", "a.new")], removed: &["b.gone"], ..Step::none(Series::V17, Series::V18) },
            Step { models: &[USERS], ..Step::none(Series::V18, Series::V19) },
        ],
    };

    #[test]
    fn a_model_is_followed_forth_and_back() {
        let check = |model: &str, from, to, expected: &str| assert_eq!(of_model(&CHANGES, model, from, to), expected);
        check("res.users", Series::V18, Series::V19, "- 18.0 to 19.0: renamed `groups_id` → `group_ids`; removed `x`");
        check("res.users", Series::V19, Series::V18, "- 19.0 to 18.0: renamed `group_ids` → `groups_id`; added `x`");
        check("a.old", Series::V17, Series::V18, "- 17.0 to 18.0: `a.old` is now `a.new`");
        check("a.new", Series::V18, Series::V17, "- 18.0 to 17.0: `a.new` is now `a.old`");
        check("b.gone", Series::V17, Series::V18, "- 17.0 to 18.0: `b.gone` is removed");
        check("b.gone", Series::V18, Series::V18, "- both are the same series");
    }
}
