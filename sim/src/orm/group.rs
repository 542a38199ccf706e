//! `read_group`, `formatted_read_group` and `web_read_group`: records put into groups, groups ordered, cut and shown as each of them
//! shows it. Time zones are left out: days begin at midnight UTC.

mod aggregate;
mod bucket;
mod show;

use std::cmp::Ordering;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, ModelSchema};
use serde_json::Value;

use self::aggregate::Aggregate;
use self::bucket::Bucket;
use super::{Env, unknown_field};
use crate::error::{OdooError, Outcome};

/// How groups are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Formatted {
    /// `read_group`: labels, `__domain`, `__range`.
    Classic,
    /// `formatted_read_group` of 19: values with labels, `__extra_domain`.
    New,
}

/// What was asked for.
#[derive(Debug)]
pub(crate) struct GroupCall<'a> {
    pub(crate) domain: &'a Value,
    pub(crate) groupby: Vec<String>,
    pub(crate) aggregates: Vec<String>,
    pub(crate) offset: usize,
    pub(crate) limit: Option<usize>,
    pub(crate) order: Option<&'a str>,
    pub(crate) lazy: bool,
    pub(crate) formatted: Formatted,
}

/// One field to group by.
#[derive(Debug)]
struct GroupBy<'a> {
    spec: &'a str,
    name: &'a str,
    granularity: Option<&'a str>,
    field: &'a FieldSchema,
}

/// One group: where its records fell, and which they are.
#[derive(Debug)]
struct Group {
    buckets: Vec<Bucket>,
    ids: Vec<i64>,
}

impl Env<'_> {
    /// The groups, and how many there are before the cut.
    pub(crate) fn read_group(&self, schema: &ModelSchema, call: &GroupCall<'_>) -> Outcome<(Vec<Value>, usize)> {
        self.check_access(schema, super::access::Operation::Read)?;
        let used = if call.lazy { call.groupby.get(..1).unwrap_or_default() } else { call.groupby.as_slice() };
        let groupby = used.iter().map(|spec| self.group_by(schema, spec)).collect::<Outcome<Vec<_>>>()?;
        let aggregates = self.aggregates(schema, call)?;
        let mut groups = self.collect(schema, &groupby, self.matching(schema, call.domain)?);
        self.order_groups(schema, &groupby, &aggregates, call.order, &mut groups)?;
        let length = groups.len();
        let cut = groups.iter().skip(call.offset).take(call.limit.unwrap_or(usize::MAX));
        Ok((cut.map(|group| self.show_group(schema, call, &groupby, &aggregates, group)).collect(), length))
    }

    fn group_by<'a>(&self, schema: &'a ModelSchema, spec: &'a str) -> Outcome<GroupBy<'a>> {
        let (name, granularity) = spec.split_once(':').map_or((spec, None), |(name, granularity)| (name, Some(granularity)));
        let field = schema.fields.get(name).ok_or_else(|| unknown_field(&schema.model, name))?;
        if !self.sees(field) {
            return Err(self.hidden_field(schema, name));
        }
        if !field.groupable {
            return Err(self.not_groupable(schema, name));
        }
        let granularity = bucket::granularity(field.field_type, granularity, spec)?;
        Ok(GroupBy { spec, name, granularity, field })
    }

    fn not_groupable(&self, schema: &ModelSchema, name: &str) -> OdooError {
        match self.series() {
            Series::V17 => OdooError::user(format!("The field {name} is not stored and cannot be grouped by")),
            Series::V18 | Series::V19 => self.not_stored(schema, name),
        }
    }

    /// Puts every record into its groups: one, or one for each record of an x2many.
    fn collect(&self, schema: &ModelSchema, groupby: &[GroupBy<'_>], ids: Vec<i64>) -> Vec<Group> {
        if groupby.is_empty() {
            return vec![Group { buckets: Vec::new(), ids }];
        }
        let mut groups: Vec<Group> = Vec::new();
        for id in ids {
            for buckets in self.buckets_of(schema, groupby, id) {
                match groups.iter_mut().find(|group| group.buckets == buckets) {
                    Some(group) => group.ids.push(id),
                    None => groups.push(Group { buckets, ids: vec![id] }),
                }
            }
        }
        groups
    }

    fn buckets_of(&self, schema: &ModelSchema, groupby: &[GroupBy<'_>], id: i64) -> Vec<Vec<Bucket>> {
        let mut all = vec![Vec::new()];
        for by in groupby {
            let own = bucket::of(&self.value(schema, id, by.name), by.field.field_type, by.granularity);
            let longer = |begun: &Vec<Bucket>| {
                own.iter().map(|bucket| [begun.as_slice(), std::slice::from_ref(bucket)].concat()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    /// By the order asked for, else by the groups' own values.
    fn order_groups(
        &self,
        schema: &ModelSchema,
        groupby: &[GroupBy<'_>],
        aggregates: &[Aggregate<'_>],
        order: Option<&str>,
        groups: &mut [Group],
    ) -> Outcome<()> {
        let mut terms: Vec<(Term<'_>, bool)> = Vec::new();
        for term in order.unwrap_or_default().split(',').map(str::trim).filter(|term| !term.is_empty()) {
            let (name, direction) = term.split_once(' ').unwrap_or((term, ""));
            let found = term_of(name, groupby, aggregates)
                .ok_or_else(|| OdooError::value(format!("'{name}' is neither grouped by nor an aggregate of this call")))?;
            terms.push((found, direction.trim().to_lowercase().starts_with("desc")));
        }
        terms.extend((0..groupby.len()).map(|position| (Term::Bucket(position), false)));
        groups.sort_by(|left, right| {
            let by_term = |(term, descending): &(Term<'_>, bool)| {
                let order = self.compare_groups(schema, groupby, term, left, right);
                if *descending { order.reverse() } else { order }
            };
            terms.iter().map(by_term).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        Ok(())
    }

    fn compare_groups(&self, schema: &ModelSchema, groupby: &[GroupBy<'_>], term: &Term<'_>, left: &Group, right: &Group) -> Ordering {
        match term {
            Term::Count => left.ids.len().cmp(&right.ids.len()),
            Term::Aggregate(aggregate) => {
                let (left, right) = (self.aggregate(schema, aggregate, &left.ids), self.aggregate(schema, aggregate, &right.ids));
                super::leaf::compare(&left, &right).unwrap_or(Ordering::Equal)
            }
            Term::Bucket(position) => match (groupby.get(*position), left.buckets.get(*position), right.buckets.get(*position)) {
                (Some(by), Some(left), Some(right)) => self.compare_buckets(by, left, right),
                _ => Ordering::Equal,
            },
        }
    }

    /// Groups without a value come last.
    fn compare_buckets(&self, by: &GroupBy<'_>, left: &Bucket, right: &Bucket) -> Ordering {
        let relation = by.field.relation.as_deref().filter(|_| by.field.field_type.is_relational());
        match (left.is_empty(), right.is_empty(), relation) {
            (false, false, Some(relation)) => self.compare_linked(relation, left.value(), right.value(), 0),
            (false, false, None) => super::order::compare(left.value(), right.value()),
            (left, right, _) => left.cmp(&right),
        }
    }
}

/// What an order of groups names.
enum Term<'a> {
    Count,
    Bucket(usize),
    Aggregate(&'a Aggregate<'a>),
}

fn term_of<'a>(name: &str, groupby: &[GroupBy<'_>], aggregates: &'a [Aggregate<'a>]) -> Option<Term<'a>> {
    if name == "__count" {
        return Some(Term::Count);
    }
    let bucket = groupby.iter().position(|by| by.spec == name || by.name == name);
    bucket.map(Term::Bucket).or_else(|| aggregates.iter().find(|aggregate| aggregate.is_named(name)).map(Term::Aggregate))
}
