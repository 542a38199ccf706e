//! The call for groups in each series, and its answer in one shape.

use serde_json::{Map, Value, json};

use super::aggregate::{Aggregates, SLOTS};
use super::key::{GroupKeys, with_starts};
use super::{Grouped, GroupedResult};
use crate::model::decode::kind;
use crate::model::{DecodeError, Domain, Model, Row};
use crate::{Call, Series};

/// The call that groups the records of `M` in `series`.
pub fn group_call<M: Model>(series: Series, filter: Domain<M>, keys: &impl GroupKeys<M>, totals: &impl Aggregates<M>) -> Call {
    let (keys, totals) = (keys.specs(), totals.specs());
    match series {
        Series::V17 | Series::V18 => {
            let fields = (0..totals.len()).filter_map(|at| Some(old_spec(&totals, at)?.0));
            Call::read_group(M::META.name, filter.into_value(), fields, keys).named("lazy", false)
        }
        Series::V19 => {
            let aggregates: Vec<String> =
                totals.iter().map(|(field, function)| format!("{field}:{function}")).chain(["__count".to_owned()]).collect();
            let call = Call::new(M::META.name, "formatted_read_group").positional("domain", filter.into_value());
            call.positional("groupby", json!(keys)).positional("aggregates", json!(aggregates)).read()
        }
    }
}

/// The spec and the answer's name of a total before 19: the field's own name where it is totalled once.
fn old_spec(totals: &[(&str, &str)], at: usize) -> Option<(String, String)> {
    let (field, function) = totals.get(at)?;
    if totals.iter().filter(|(other, _)| other == field).count() == 1 {
        return Some((format!("{field}:{function}"), (*field).to_owned()));
    }
    let alias = format!("{field}_{function}_{at}");
    Some((format!("{alias}:{function}({field})"), alias))
}

/// Reads the answer to a request with `filter`.
///
/// # Errors
/// [`DecodeError`] where it is not what the series promises.
pub fn decode_groups<M: Model, K: GroupKeys<M>, A: Aggregates<M>>(
    series: Series,
    answer: Value,
    filter: &Domain<M>,
    keys: &K,
    totals: &A,
) -> GroupedResult<M, K, A> {
    let Value::Array(groups) = answer else {
        return Err(DecodeError::Answer { model: M::META.name, expected: "a list of groups", found: kind(&answer) });
    };
    groups.into_iter().map(|group| decode_group(series, Row::from_value::<M>(group)?, filter, keys, totals)).collect()
}

fn decode_group<M: Model, K: GroupKeys<M>, A: Aggregates<M>>(
    series: Series,
    mut row: Row,
    filter: &Domain<M>,
    keys: &K,
    totals: &A,
) -> Result<Grouped<M, K::Key, A::Totals>, DecodeError> {
    into_slots(series, row.values(), &totals.specs());
    with_starts(row.values());
    let domain = domain_of(row.values(), filter).using(keys.uses());
    let count = row.take("__count");
    let (key, totals) = (keys.decode(&mut row), totals.decode(&mut row, 0));
    row.finish(Grouped { key, totals, count, domain })
}

/// `__domain` of 17 and 18 holds the filter, `__extra_domain` of 19 leaves it out.
fn domain_of<M>(values: &mut Map<String, Value>, filter: &Domain<M>) -> Domain<M> {
    match (values.remove("__domain").and_then(list), values.remove("__extra_domain").and_then(list)) {
        (Some(whole), _) => Domain::raw(whole).using(filter.uses().to_vec()),
        (None, Some(extra)) => filter.clone().and(Domain::raw(extra)),
        (None, None) => filter.clone(),
    }
}

fn list(value: Value) -> Option<Vec<Value>> {
    if let Value::Array(items) = value { Some(items) } else { None }
}

/// Gives the totals names that do not depend on the series.
fn into_slots(series: Series, values: &mut Map<String, Value>, totals: &[(&str, &str)]) {
    for (at, (slot, (field, function))) in SLOTS.iter().zip(totals).enumerate() {
        let name = match series {
            Series::V17 | Series::V18 => old_spec(totals, at).map(|(_, name)| name),
            Series::V19 => Some(format!("{field}:{function}")),
        };
        let value = name.and_then(|name| {
            if totals.iter().filter(|other| **other == (*field, *function)).count() > 1 {
                values.get(&name).cloned()
            } else {
                values.remove(&name)
            }
        });
        values.extend(value.map(|value| ((*slot).to_owned(), value)));
    }
}
